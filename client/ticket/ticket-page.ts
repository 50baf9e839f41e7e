import '../proof/ticket/proof-line.ts'
import './chain-alarm.ts'
import './check-line.ts'
import './past-banner.ts'
import './ticket-body.ts'
import './ticket-conversation.ts'
import './ticket-heading.ts'
import './ticket-history.ts'
import './ticket-sidebar.ts'
import { consume, provide } from '@lit/context'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { ticketStateOf } from '../../core/ticket/machine.ts'
import { keepFocus, nextFrame } from '../components/focus.ts'
import { emptyState, errorState, loadingRows, stateStyles } from '../components/states.ts'
import { ticketSentence } from '../history/ticket-words.ts'
import { plain, plainText } from '../history/words.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import type { AppLocation } from '../state/router.ts'
import { TicketController, type TicketView } from '../state/ticket-controller.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from './button-style.ts'
import { type TicketContext, ticketContext } from './context.ts'
import { lastSeen, rememberSeen } from './last-visit.ts'
import type { PastBanner } from './past-banner.ts'
import { PresenceController } from './presence-controller.ts'
import { ticketAt } from './replay.ts'
import { ticketIdOf } from './ticket-address.ts'
import { type TicketDeeds, ticketCommands } from './ticket-commands.ts'
import type { TicketConversation } from './ticket-conversation.ts'
import type { TicketHeading } from './ticket-heading.ts'
import { ticketPageStyle } from './ticket-page-style.ts'
import type { TicketSidebar } from './ticket-sidebar.ts'
import { words } from './words.ts'

type Found =
  | { readonly kind: 'looking' }
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly text: string }

/** A ticket: now, or with `@7` in the address as it was at a version. */
@customElement('sd-ticket-page')
export class TicketPage extends LitElement {
  @property({ attribute: false }) location!: AppLocation
  @consume({ context: appContext }) app!: App
  @provide({ context: ticketContext }) @state() private on: TicketContext | null = null
  @state() private found: Found = { kind: 'looking' }
  readonly #ticket = new TicketController(this, () => (this.found.kind === 'found' ? this.found.id : null))
  readonly #presence = new PresenceController(this, () => (this.found.kind === 'found' ? `ticket:${this.found.id}` : null))
  @query('sd-ticket-heading') private heading!: TicketHeading | null
  @query('sd-ticket-sidebar') private sidebar!: TicketSidebar | null
  @query('sd-ticket-conversation') private conversation!: TicketConversation | null
  @query('sd-past-banner') private banner!: PastBanner | null
  @query('.back') private back!: HTMLElement | null
  #ref = ''
  #announced = 0
  #seen = 0
  #arrived = false
  /** What was shown when the connection went away: only after a newer answer the server knows again that this page follows the ticket. */
  #lost: TicketView | null = null
  #online = false
  #endCommands: () => void = () => {}

  static override styles = [shared, stateStyles, buttonStyle, ticketPageStyle]

  constructor() {
    super()
    new Watch(this, () => this.app.session.me)
    new Watch(this, () => this.app.connection.state)
    new Watch(this, () => this.app.people.rows)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#endCommands = this.app.shortcuts.add(ticketCommands(this.#deeds))
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#endCommands()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const wasOnline = this.#online
    this.#online = this.app.connection.state.value.kind === 'online'
    if (this.#online && !wasOnline && this.found.kind === 'failed') void this.#find(this.#ref)
    const { ref = '' } = this.location.params
    if (changed.has('location') && ref !== this.#ref) void this.#find(ref)
    if (this.found.kind === 'found') this.on = this.#context(this.found.id, this.#ticket.view)
  }

  override render() {
    if (this.found.kind === 'missing') return this.#missing()
    if (this.found.kind === 'failed') return this.#failed(this.found.text)
    if (this.found.kind === 'looking') return loadingRows()
    const view = this.#ticket.view
    if (view.status.kind === 'not_found') return this.#missing()
    if (view.status.kind === 'failed' && view.events.length === 0) return this.#failed(view.status.text)
    const nothingYet = view.events.length === 0 && view.failure === null
    return nothingYet || view.status.kind === 'loading' ? loadingRows() : this.#page(this.found.id, view)
  }

  override updated(changed: PropertyValues<this>): void {
    const view = this.#ticket.view
    if (this.found.kind === 'missing' || view.status.kind === 'not_found') document.title = `${words.notFoundShort} · Sealdesk`
    this.#keepFocus(changed.get('location'))
    if (!this.#online) {
      this.#lost = view
      this.#arrived = false
    }
    if (this.found.kind !== 'found' || view.status.kind !== 'live') {
      this.#arrived = false
      return
    }
    if (this.#online && !this.#arrived && view !== this.#lost) {
      this.#presence.arrive()
      this.#arrived = true
    }
    this.#announce(view)
    const { number, title } = view.snapshot.context
    document.title = `#${number} ${title.text ?? words.erasedTitle} · Sealdesk`
    this.#nameByNumber(number)
    if (document.visibilityState === 'visible') rememberSeen(this.found.id, view.checked.version)
  }

  /** A new ticket is opened by its id. Once its number is known the address has that: links inside the page then lead to the same page. */
  #nameByNumber(number: number): void {
    const { pathname, search, hash } = window.location
    const ref = String(number)
    if (this.#ref === ref || !pathname.startsWith(`/tickets/${this.#ref}`)) return
    const rest = pathname.slice(`/tickets/${this.#ref}`.length)
    this.#ref = ref
    this.app.router.go(`/tickets/${ref}${rest}${search}${hash}`, { replace: true })
  }

  /** “Look back” and “Back to now” are gone once they were used: the keyboard goes on with what took their place. */
  #keepFocus(before: AppLocation | undefined): void {
    if (before === undefined || before.params.ref !== this.location.params.ref) return
    if (before.params.version === undefined && this.#past !== null) void keepFocus(this, () => this.banner)
    if (before.params.version !== undefined && this.#past === null) void keepFocus(this, () => this.back)
  }

  /** The version that the address asks for; null for now. */
  get #past(): number | null {
    const { version } = this.location.params
    return version === undefined ? null : Number(version)
  }

  #context(id: string, view: TicketView): TicketContext {
    const past = this.#past
    const { session, connection } = this.app
    const snapshot = past === null ? view.snapshot : ticketAt(view.events, past)
    const state = connection.state.value
    return {
      id,
      situation: { snapshot, me: session.me.value, halt: haltOf(view, past) },
      events: view.events,
      openTicketLimit: state.kind === 'online' ? state.hello.limits.openTickets : (this.on?.openTicketLimit ?? null),
    }
  }

  #page(id: string, view: TicketView) {
    const past = this.#past
    const events = past === null ? view.events : view.events.filter(({ event }) => event.version <= past)
    const alarm = html`<sd-chain-alarm .aggregate=${{ type: 'ticket', id }} .failure=${view.failure} .failed=${view.failedEvent ?? null} .checked=${view.checked.version}></sd-chain-alarm>`
    if (ticketStateOf(view.snapshot) === 'absent') return html`<div class="page">${alarm}</div>`
    const address = `/tickets/${view.snapshot.context.number}`
    return html`<div class="page">
      ${view.failure === null ? nothing : alarm}
      ${view.status.kind === 'failed' ? html`<p class="refusal" role="alert">${view.status.text}</p>` : nothing}
      ${
        past === null
          ? nothing
          : html`<sd-past-banner .version=${past} .newest=${newestOf(view)} time=${events.at(-1)?.event.at ?? ''} address=${address}></sd-past-banner>`
      }
      ${this.on === null || ticketStateOf(this.on.situation.snapshot) === 'absent' ? nothing : this.#content(view, events, address, past)}
    </div>`
  }

  #content(view: TicketView, events: TicketView['events'], address: string, past: number | null) {
    const inHistory = this.location.query.view === 'history'
    const here = past === null ? address : `${address}@${past}`
    const back = `${address}@${Math.max(1, view.checked.version - 1)}`
    return html`
      <sd-ticket-heading>
        <sd-check-line .status=${view.status} .checked=${view.checked} .failure=${view.failure}></sd-check-line>
        ${this.#proof(view)}
        ${past === null && view.checked.version > 1 ? html`<a class="back" href=${back}>${words.lookBack}</a>` : nothing}
      </sd-ticket-heading>
      <div class="columns">
        <div class="main">
          <sd-ticket-body></sd-ticket-body>
          <nav class="tabs" aria-label="Views of this ticket">
            <a href=${here} aria-current=${inHistory ? nothing : 'page'}>${words.conversation}</a>
            <a href="${here}?view=history" aria-current=${inHistory ? 'page' : nothing}>${words.history(events.length)}</a>
          </nav>
          ${
            inHistory
              ? html`<sd-ticket-history .events=${events}></sd-ticket-history>`
              : html`<sd-ticket-conversation .events=${events} .seen=${this.#seen} .past=${past !== null} address=${address} target=${this.location.hash}
                  @sd-typing=${() => this.#presence.typing()} @sd-sent=${() => this.#presence.stoppedTyping()}></sd-ticket-conversation>`
          }
          ${this.#typing()}
        </div>
        <sd-ticket-sidebar .presence=${past === null && this.#online ? this.#presence.state : null}></sd-ticket-sidebar>
      </div>`
  }

  /** Of a history that doesn't check there is nothing to prove. */
  #proof({ status, failure, events, snapshot }: TicketView) {
    if (this.found.kind !== 'found' || failure !== null || status.kind !== 'live') return nothing
    const { id } = this.found
    return keyed(
      id,
      html`<sd-proof-line .aggregate=${{ type: 'ticket', id }} .events=${events} number=${snapshot.context.number}></sd-proof-line>`,
    )
  }

  get #deeds(): TicketDeeds {
    return {
      isThere: () => this.heading !== null,
      isOpen: () => this.on !== null && ticketStateOf(this.on.situation.snapshot) === 'open',
      solveOrReopen: () => this.heading?.solveOrReopen(),
      take: () => this.sidebar?.take(),
      comment: () => void this.#comment(),
      addLabel: () => this.sidebar?.addLabel(),
      editTitle: () => this.heading?.editTitle(),
      history: () => this.app.router.go(`${this.#address(this.#past)}?view=history`),
      lookBack: () => this.#lookBack(),
    }
  }

  #address(version: number | null): string {
    const address = `/tickets/${this.#ticket.view.snapshot.context.number}`
    return version === null ? address : `${address}@${version}`
  }

  async #comment(): Promise<void> {
    if (this.#past !== null) return this.app.notices.show('warning', words.haltPast(this.#past))
    if (this.conversation === null) this.app.router.go(this.#address(null))
    await nextFrame()
    this.conversation?.writeComment()
  }

  #lookBack(): void {
    const version = (this.#past ?? this.#ticket.view.checked.version) - 1
    if (version < 1) this.app.notices.show('neutral', words.isFirst)
    else this.app.router.go(this.#address(version))
  }

  #typing() {
    const me = this.app.session.me.value?.id
    if (!this.#online) return html`<p class="typing"></p>`
    const { here, typing } = this.#presence.state
    const names = here.filter(({ id }) => id !== me && typing.includes(id)).map(({ displayName }) => displayName)
    return html`<p class="typing quiet">${names.length === 0 ? nothing : words.somebodyTyping(names)}</p>`
  }

  #missing() {
    return emptyState({
      icon: 'inbox',
      title: words.notFound,
      hint: words.notFoundHint,
      action: html`<a href="/tickets">${words.toTheList}</a>`,
    })
  }

  #failed(text: string) {
    return errorState({
      title: words.failed,
      text,
      action: html`<button class="button" @click=${() => this.#find(this.#ref)}>${words.tryAgain}</button>`,
    })
  }

  async #find(ref: string): Promise<void> {
    this.#ref = ref
    this.found = { kind: 'looking' }
    this.on = null
    this.#announced = 0
    const found = await ticketIdOf(ref)
    if (this.#ref !== ref) return
    if (found.ok) {
      this.#seen = lastSeen(found.value)
      this.found = { kind: 'found', id: found.value }
    } else this.found = found.code === 'not_found' ? { kind: 'missing' } : { kind: 'failed', text: found.text }
  }

  /** Says what others do while the page is open; what was there before isn't news. */
  #announce(view: TicketView): void {
    const { people, live, session } = this.app
    const before = this.#announced
    this.#announced = view.checked.version
    if (before === 0) return
    const names = { person: (id: string) => people.nameOf(id), ticket: () => 'the ticket' }
    for (const { event } of view.events.slice(before))
      if (event.actor.id !== session.me.value?.id) live.say(plainText(ticketSentence(event, plain('this ticket')), names))
  }
}

/** The newest version that is known of: while a long history arrives, more than has been checked. */
function newestOf({ status, checked }: TicketView): number {
  return status.kind === 'catching_up' ? Math.max(status.of, checked.version) : checked.version
}

function haltOf(view: TicketView, past: number | null): string | null {
  if (view.failure !== null) return words.haltBroken
  if (past !== null) return words.haltPast(past)
  if (view.status.kind === 'failed') return view.status.text
  return view.status.kind === 'catching_up' ? words.haltLoading : null
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-ticket-page': TicketPage
  }
}
