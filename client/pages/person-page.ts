import '../history/event-line.ts'
import '../ticket/chain-alarm.ts'
import '../ticket/check-line.ts'
import '../erasure/erase-menu.ts'
import './person-account.ts'
import { consume } from '@lit/context'
import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { z } from 'zod'
import type { PersonRow } from '../../core/user/row.ts'
import { avatar, avatarStyles } from '../components/avatar.ts'
import { emptyState, loadingRows, stateStyles } from '../components/states.ts'
import { timeMark } from '../components/time.ts'
import { erasuresOf } from '../erasure/erasures.ts'
import { erasedWords } from '../erasure/event-erasure.ts'
import { personTexts, sameAs } from '../erasure/texts.ts'
import { words as erasureWords } from '../erasure/words.ts'
import { checkEvent } from '../history/check-event.ts'
import { historyEntry } from '../history/entry.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { EventStreamController } from '../state/event-stream-controller.ts'
import { UserController } from '../state/user-controller.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { words as appWords } from '../words.ts'
import { fetchJson } from './fetch-json.ts'
import { pageStyle } from './page-style.ts'
import { TicketNames } from './ticket-names.ts'
import { words } from './words.ts'

const openSchema = z.object({ openTickets: z.array(z.object({ id: z.string(), number: z.number().int(), title: z.string().nullable() })) })
type OpenTicket = z.infer<typeof openSchema>['openTickets'][number]

/** Activity is a glance; the events page has it all. */
const MOST_EVENTS = 30

/** One person: their open tickets, what they did, and the checked history of their account. */
@customElement('sd-person-page')
export class PersonPage extends LitElement {
  @property() name = ''
  @consume({ context: appContext }) app!: App
  @state() private open: readonly OpenTicket[] | null = null
  readonly #account = new UserController(this, () => this.#person?.id ?? null)
  readonly #activity = new EventStreamController(this, () => ({ actor: this.#person?.id ?? NOBODY }))
  readonly #tickets = new TicketNames()
  #placesOf = ''
  #id = ''

  static override styles = [
    shared,
    stateStyles,
    buttonStyle,
    avatarStyles,
    pageStyle,
    css`
      .who {
        display: flex;
        align-items: center;
        gap: var(--wa-space-s);
      }
      h1 {
        font-size: var(--wa-font-size-xl);
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--wa-space-xs);
        margin-top: var(--wa-space-s);
      }
      .about {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px var(--wa-space-s);
      }
      li + li {
        border-top: var(--sd-hairline);
      }
      .tickets li {
        display: flex;
        gap: var(--wa-space-s);
        padding-block: 6px;
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
    new Watch(this, () => this.app.people.loading)
    new Watch(this, () => this.app.connection.state)
    new Watch(this, () => this.#tickets.all)
  }

  override willUpdate(_: PropertyValues): void {
    const person = this.#person
    // Whose sign-in name was erased goes on under their id.
    if (person === undefined && this.#id !== '' && this.app.people.find(this.#id)?.name === null)
      this.app.router.go(`/people/${this.#id}`, { replace: true })
    this.#id = person?.id ?? ''
    const places = person === undefined ? '' : `${person.id} ${person.version}`
    if (places === this.#placesOf) return
    this.#placesOf = places
    if (person !== undefined) void this.#loadOpen(person.id)
  }

  override render() {
    const person = this.#person
    if (person !== undefined) return this.#page(person)
    if (this.app.people.loading.value) return loadingRows()
    return emptyState({
      icon: 'users',
      title: words.people.missing,
      hint: words.people.missingHint,
      action: html`<a href="/people">${words.people.back}</a>`,
    })
  }

  #page(person: PersonRow) {
    const name = this.app.people.nameOf(person.id)
    const { status, checked, failure, failedEvent = null, snapshot, events } = this.#account.view
    return html`<div class="page">
      ${failure === null ? nothing : html`<sd-chain-alarm of="account" .aggregate=${{ type: 'user', id: person.id }} .failure=${failure} .failed=${failedEvent} .checked=${checked.version}></sd-chain-alarm>`}
      <div class="who">${avatar(person.id, name, 'large')}<h1>${name} <span class="quiet">${person.name === null ? words.people.erasedName : `@${person.name}`}</span></h1></div>
      <div class="about quiet">
        <span>${person.role === 'admin' ? words.people.admin : words.people.member} · ${words.people[person.state]} · since
          ${timeMark(person.createdAt, Date.now())}</span>
        <sd-check-line .status=${status} .checked=${checked} .failure=${failure}></sd-check-line>
      </div>
      ${
        checked.version === 0
          ? nothing
          : html`<sd-person-account person=${person.id} .snapshot=${snapshot} .texts=${failure === null ? personTexts(events) : []}
            .halt=${failure === null ? null : 'The history of this account doesn’t check, so nothing can be added to it.'}></sd-person-account>`
      }
      <section><h2>${words.people.openTickets} <span class="quiet number">${this.#places(person)}</span></h2>${this.#open()}</section>
      <section><h2>${words.people.activity}</h2>${this.#events()}
        <a href="/events?actor=${person.id}">${words.people.allActivity}</a></section>
      <section><h2>${words.people.history}</h2>${this.#history(person.id)}</section>
    </div>`
  }

  #places(person: PersonRow): string {
    const connection = this.app.connection.state.value
    return words.people.places(person.places.length, connection.kind === 'online' ? connection.hello.limits.openTickets : null)
  }

  #open() {
    if (this.open === null) return html`<p class="quiet" role="status">…</p>`
    if (this.open.length === 0) return html`<p class="quiet">${words.people.noOpen}</p>`
    return html`<ul class="tickets">${this.open.map(
      ({ number, title }) =>
        html`<li><span class="quiet number">#${number}</span><a href="/tickets/${number}" dir="auto">${title ?? appWords.list.erasedTitle}</a></li>`,
    )}</ul>`
  }

  #events() {
    const { status, items } = this.#activity.view
    if (items.length === 0) return html`<p class="quiet">${status.kind === 'loading' ? '…' : words.people.noActivity}</p>`
    const look = { people: this.app.people, ticketName: (id: string) => this.#tickets.nameOf(id) }
    return html`<ul>${items.slice(0, MOST_EVENTS).map(item => {
      const entry = historyEntry(item)
      return html`<li><sd-event-line .entry=${entry} .finding=${checkEvent(item, entry.header)} .look=${look}></sd-event-line></li>`
    })}</ul>`
  }

  #history(id: string) {
    const { events, failure } = this.#account.view
    const erasures = erasuresOf(events)
    const texts = failure === null ? personTexts(events) : []
    const look = { people: this.app.people, ticketName: (id: string) => this.#tickets.nameOf(id) }
    const recent = events.slice(-MOST_EVENTS).reverse()
    return html`<ul>${recent.map(({ event: { version }, stored }) => {
      const entry = historyEntry(stored)
      return html`<li><sd-event-line typed .entry=${entry} .look=${look}>${erasedWords(entry, erasures, this.app.people)}
          <sd-erase-menu slot="actions" label=${erasureWords.menuOf(version)} .from=${{ type: 'user', id }} .texts=${sameAs(texts, version)} .only=${version}></sd-erase-menu>
        </sd-event-line></li>`
    })}</ul>`
  }

  get #person(): PersonRow | undefined {
    return this.app.people.findByName(this.name)
  }

  async #loadOpen(id: string): Promise<void> {
    const found = await fetchJson(`/api/users/${id}`, openSchema)
    if (this.#person?.id === id) this.open = found.ok ? found.value.openTickets : []
  }
}

/** Nobody has this id: a stream of nothing, until the person is known. */
const NOBODY = '00000000-0000-4000-8000-000000000000'

declare global {
  interface HTMLElementTagNameMap {
    'sd-person-page': PersonPage
  }
}
