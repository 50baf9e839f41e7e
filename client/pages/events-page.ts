import '../components/picker.ts'
import '../history/event-line.ts'
import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { anchorEvents } from '../../core/anchor/events.ts'
import { type EventStreamFilter, eventFilterSchema, formatQuery } from '../../core/protocol/topics.ts'
import { ticketEvents } from '../../core/ticket/events.ts'
import { userEvents } from '../../core/user/events.ts'
import { icon } from '../components/icons.ts'
import type { PickEvent, PickerOption } from '../components/picker.ts'
import { emptyState, errorState, loadingRows, stateStyles } from '../components/states.ts'
import { erasureNote } from '../erasure/erasure-note.ts'
import { isErased } from '../erasure/erasures.ts'
import { keyOf, type StreamErasures, streamErasures } from '../erasure/stream-erasures.ts'
import { words as erasureWords } from '../erasure/words.ts'
import { checkEvent, type EventFinding } from '../history/check-event.ts'
import { type HistoryEntry, historyEntry } from '../history/entry.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { EventStreamController } from '../state/event-stream-controller.ts'
import type { PositionedEvent } from '../state/event-stream-follower.ts'
import type { AppLocation } from '../state/router.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { pageStyle } from './page-style.ts'
import { TicketNames } from './ticket-names.ts'
import { words } from './words.ts'

type Checked = { readonly entry: HistoryEntry; readonly finding: EventFinding }

const TYPES = [...new Set([ticketEvents, userEvents, anchorEvents].flatMap(events => Object.keys(events)))].sort()

/** The live stream of all events, newest first, with its filter in the address. */
@customElement('sd-events-page')
export class EventsPage extends LitElement {
  @property({ attribute: false }) location!: AppLocation
  @consume({ context: appContext }) app!: App
  readonly #stream = new EventStreamController(this, () => this.#filter)
  readonly #tickets = new TicketNames()
  readonly #checked = new Map<string, Checked>()

  static override styles = [
    shared,
    stateStyles,
    buttonStyle,
    pageStyle,
    css`
      article + article {
        border-top: var(--sd-hairline);
      }
      article {
        display: grid;
        grid-template-columns: 1.25rem minmax(0, 1fr);
        gap: var(--wa-space-2xs);
      }
      .finding {
        margin-top: 7px;
        color: var(--sd-color-solved);
      }
      .finding.bad {
        color: var(--wa-color-danger-on-quiet);
      }
      .finding.erased {
        color: var(--wa-color-text-quiet);
      }
      .more {
        justify-self: center;
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
    new Watch(this, () => this.#tickets.all)
  }

  override render() {
    const { paused, waiting } = this.#stream.view
    const query = formatQuery(this.#filter)
    return html`<div class="page">
      <div class="top">
        <div><h1>${words.events.title}</h1><p>${words.events.intro}</p></div>
        <button class="button ${paused ? 'brand' : ''}" aria-pressed=${paused} @click=${this.#togglePause}>
          ${icon(paused ? 'play' : 'pause')} <span class="number">${paused ? words.events.resume(waiting) : words.events.pause}</span>
        </button>
      </div>
      <div class="filters">
        <sd-picker label=${words.events.actor} .value=${this.#filter.actor ?? ''} .options=${this.#people()} @sd-pick=${this.#pickActor}></sd-picker>
        <sd-picker label=${words.events.type} .value=${this.#filter.type ?? ''} .options=${TYPE_OPTIONS} @sd-pick=${this.#pickType}></sd-picker>
        ${this.#aggregate()}
        <span class="links">
          <a href="/api/events.json${query === '' ? '' : `?${query}`}">${words.events.json}</a>
          <a href="/api/events.ndjson" download="events.ndjson">${words.events.ndjson}</a>
        </span>
      </div>
      ${this.#events()}
    </div>`
  }

  #aggregate() {
    const { aggregate } = this.#filter
    if (aggregate === undefined) return nothing
    const [type, id = ''] = aggregate.split(':')
    return html`<span>${words.events.aggregate} <b>${this.#nameOf(type, id)}</b></span>
      <button class="button bare" @click=${() => this.#go({ ...this.#filter, aggregate: undefined })}>${icon('x')} ${words.events.all}</button>`
  }

  #nameOf(type: string | undefined, id: string): string {
    if (type === 'ticket') return this.#tickets.nameOf(id)
    return type === 'user' ? this.app.people.nameOf(id) : words.events.anchor(id)
  }

  #events() {
    const { status, items, more, paused } = this.#stream.view
    if (status.kind === 'failed') return errorState({ title: words.events.failed, text: status.text })
    if (status.kind === 'loading' && items.length === 0) return loadingRows()
    if (items.length === 0) return emptyState({ icon: 'activity', title: words.events.none, hint: words.events.noneHint })
    const look = { people: this.app.people, ticketName: (id: string) => this.#tickets.nameOf(id) }
    const erasures = streamErasures(items.map(item => this.#check(item).entry))
    return html`
      <div role="feed" aria-label=${words.events.title} aria-busy=${!paused && status.kind === 'loading'}>${repeat(
        items,
        ({ position }) => position,
        (item, at) => this.#article(this.#withoutErased(item, erasures), at, look, erasures),
      )}</div>
      ${
        more
          ? html`<button class="button more" @click=${() => this.#stream.loadMore()}>${words.events.older}</button>`
          : html`<p class="quiet more">${words.events.beginning}</p>`
      }`
  }

  #article(item: PositionedEvent, at: number, look: { people: App['people']; ticketName(id: string): string }, erasures: StreamErasures) {
    const { entry, finding } = this.#check(item)
    const mark = { good: words.events.good, erased: words.events.erased, bad: '' }[finding.kind]
    return html`<article aria-posinset=${at + 1} aria-setsize="-1" tabindex="0" @keydown=${this.#onKey}>
      <span class="finding ${finding.kind}" title=${mark}>${icon(finding.kind === 'bad' ? 'shield-alert' : 'check')}<span class="visually-hidden">${mark}</span></span>
      <sd-event-line typed .entry=${entry} .finding=${finding} .look=${look}>${this.#erased(entry, erasures)}</sd-event-line>
    </article>`
  }

  /** Words that were erased after this page got them aren't shown any more. */
  #withoutErased(item: PositionedEvent, erasures: StreamErasures): PositionedEvent {
    const { header } = this.#check(item).entry
    const isKept = item.content === null || header === null || !erasures.has(keyOf(header.aggregate, header.version))
    return isKept ? item : { ...item, salt: null, content: null }
  }

  #erased(entry: HistoryEntry, erasures: StreamErasures) {
    const { header } = entry
    if (header === null || !isErased(entry)) return nothing
    const erasure = erasures.get(keyOf(header.aggregate, header.version))
    if (erasure !== undefined) return html`<span class="quiet"> · ${erasureNote(erasure, this.app.people)}</span>`
    const record = `/events?aggregate=${header.aggregate.type}:${header.aggregate.id}&type=content_erased`
    return html`<span class="quiet"> · <i>${erasureWords.onRecord}</i>: <a href=${record}>${erasureWords.record}</a></span>`
  }

  /** Each event once: an event never changes, but for its words that may be erased. */
  #check(item: PositionedEvent): Checked {
    const key = item.content === null ? `${item.position} without content` : item.position
    const known = this.#checked.get(key)
    if (known !== undefined) return known
    const entry = historyEntry(item)
    const checked = { entry, finding: checkEvent(item, entry.header) }
    this.#checked.set(key, checked)
    return checked
  }

  /** What of the address is no filter is left out. */
  get #filter(): EventStreamFilter {
    const { actor, aggregate, type } = eventFilterSchema.shape
    const { query } = this.location
    return withoutUndefined({
      actor: actor.safeParse(query.actor).data,
      aggregate: aggregate.safeParse(query.aggregate).data,
      type: type.safeParse(query.type).data,
    })
  }

  #people(): readonly PickerOption[] {
    const everybody = [...this.app.people.rows.value.values()]
    const options = everybody.map(person => ({ value: person.id, text: this.app.people.nameOf(person.id), hint: `@${person.name ?? ''}` }))
    return [{ value: '', text: words.events.anybody }, ...options.sort((a, b) => a.text.localeCompare(b.text))]
  }

  #pickActor = (event: PickEvent) => this.#go({ ...this.#filter, actor: event.value === '' ? undefined : event.value })
  #pickType = (event: PickEvent) => this.#go({ ...this.#filter, type: event.value === '' ? undefined : event.value })

  #go(filter: EventStreamFilter): void {
    const query = formatQuery(filter)
    this.app.router.go(`/events${query === '' ? '' : `?${query}`}`)
  }

  #togglePause = () => {
    if (this.#stream.view.paused) this.#stream.resume()
    else this.#stream.pause()
  }

  /** A feed's own keys: from article to article. */
  #onKey = (event: KeyboardEvent) => {
    const step = { PageDown: 'nextElementSibling', PageUp: 'previousElementSibling' } as const
    if (event.key !== 'PageDown' && event.key !== 'PageUp') return
    const target = event.currentTarget instanceof Element ? event.currentTarget[step[event.key]] : null
    if (!(target instanceof HTMLElement)) return
    event.preventDefault()
    target.focus()
  }
}

const TYPE_OPTIONS: readonly PickerOption[] = [
  { value: '', text: words.events.anything },
  ...TYPES.map(type => ({ value: type, text: type.replaceAll('_', ' ') })),
]

function withoutUndefined({ actor, aggregate, type }: EventStreamFilter): EventStreamFilter {
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(aggregate === undefined ? {} : { aggregate }),
    ...(type === undefined ? {} : { type }),
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-events-page': EventsPage
  }
}
