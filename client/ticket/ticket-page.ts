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
import { loadingRows, stateStyles } from '../components/states.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import type { AppLocation } from '../state/router.ts'
import { TicketController, type TicketView } from '../state/ticket-controller.ts'
import { shared } from '../styles/shared.ts'
import { Arrival } from './arrival.ts'
import { buttonStyle } from './button-style.ts'
import { type TicketContext, ticketContext } from './context.ts'
import { contextOf, newestOf } from './context-of.ts'
import { rememberSeen } from './last-visit.ts'
import { failedTicket, missingTicket } from './no-ticket.ts'
import type { PastBanner } from './past-banner.ts'
import { PresenceController } from './presence-controller.ts'
import { addressOf } from './ticket-address.ts'
import { type TicketDeeds, ticketCommands } from './ticket-commands.ts'
import type { TicketConversation } from './ticket-conversation.ts'
import { type Found, TicketFinder } from './ticket-finder.ts'
import type { TicketHeading } from './ticket-heading.ts'
import { TicketNews } from './ticket-news.ts'
import { ticketPageStyle } from './ticket-page-style.ts'
import type { TicketSidebar } from './ticket-sidebar.ts'
import { words } from './words.ts'

/** A ticket: now, or with `@7` in the address as it was at a version. */
@customElement('sd-ticket-page')
export class TicketPage extends LitElement {
  @property({ attribute: false }) location!: AppLocation
  @consume({ context: appContext }) app!: App
  @provide({ context: ticketContext }) @state() private on: TicketContext | null = null
  readonly #finder = new TicketFinder(this)
  readonly #ticket = new TicketController(this, () => this.#finder.id)
  readonly #presence = new PresenceController(this, () => (this.#finder.id === null ? null : `ticket:${this.#finder.id}`))
  readonly #news = new TicketNews()
  readonly #arrival = new Arrival()
  @query('sd-ticket-heading') private heading!: TicketHeading | null
  @query('sd-ticket-sidebar') private sidebar!: TicketSidebar | null
  @query('sd-ticket-conversation') private conversation!: TicketConversation | null
  @query('sd-past-banner') private banner!: PastBanner | null
  @query('.back') private back!: HTMLElement | null
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
    const { ref = '' } = this.location.params
    const isLost = this.#online && !wasOnline && this.#finder.found.kind === 'failed'
    if (isLost) this.#find(this.#finder.ref)
    if (changed.has('location') && ref !== this.#finder.ref) this.#find(ref)
    const { id } = this.#finder
    if (id !== null) this.on = contextOf(id, this.#ticket.view, this.#past, this.app, this.on)
  }

  override render() {
    const { found } = this.#finder
    if (found.kind === 'missing') return missingTicket()
    if (found.kind === 'failed') return this.#failed(found.text)
    if (found.kind === 'looking') return loadingRows()
    const view = this.#ticket.view
    if (view.status.kind === 'not_found') return missingTicket()
    if (view.status.kind === 'failed' && view.events.length === 0) return this.#failed(view.status.text)
    const nothingYet = view.events.length === 0 && view.failure === null
    return nothingYet || view.status.kind === 'loading' ? loadingRows() : this.#page(found, view)
  }

  override updated(changed: PropertyValues<this>): void {
    const view = this.#ticket.view
    const { id, found } = this.#finder
    if (found.kind === 'missing' || view.status.kind === 'not_found') document.title = `${words.notFoundShort} · Sealdesk`
    this.#keepFocus(changed.get('location'))
    const isThere = id !== null && view.status.kind === 'live'
    if (this.#arrival.look(view, this.#online, isThere)) this.#presence.arrive()
    // Of a history that doesn't hold from its first event on, not even the number is known.
    if (!isThere || view.checked.version === 0) return
    this.#news.tell(view, this.app)
    const { number, title } = view.snapshot.context
    document.title = `#${number} ${title.text ?? words.erasedTitle} · Sealdesk`
    this.#nameByNumber(number)
    if (document.visibilityState === 'visible') rememberSeen(id, view.checked.version)
  }

  /** A new ticket is opened by its id. Once its number is known the address has that: links inside the page then lead to the same page. */
  #nameByNumber(number: number): void {
    const { pathname, search, hash } = window.location
    const { ref } = this.#finder
    if (ref === String(number) || !pathname.startsWith(`/tickets/${ref}`)) return
    const rest = pathname.slice(`/tickets/${ref}`.length)
    this.#finder.rename(String(number))
    this.app.router.go(`/tickets/${number}${rest}${search}${hash}`, { replace: true })
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

  #page({ id, seen }: Extract<Found, { kind: 'found' }>, view: TicketView) {
    const past = this.#past
    const events = past === null ? view.events : view.events.filter(({ event }) => event.version <= past)
    const alarm = html`<sd-chain-alarm .aggregate=${{ type: 'ticket', id }} .failure=${view.failure} .failed=${view.failedEvent ?? null} .checked=${view.checked.version}></sd-chain-alarm>`
    if (ticketStateOf(view.snapshot) === 'absent') return html`<div class="page">${alarm}</div>`
    const address = addressOf(view.snapshot.context.number, null)
    return html`<div class="page">
      ${view.failure === null ? nothing : alarm}
      ${view.status.kind === 'failed' ? html`<p class="refusal" role="alert">${view.status.text}</p>` : nothing}
      ${
        past === null
          ? nothing
          : html`<sd-past-banner .version=${past} .newest=${newestOf(view)} time=${events.at(-1)?.event.at ?? ''} address=${address}></sd-past-banner>`
      }
      ${this.on === null || ticketStateOf(this.on.situation.snapshot) === 'absent' ? nothing : this.#content(view, events, seen, past)}
    </div>`
  }

  #content(view: TicketView, events: TicketView['events'], seen: number, past: number | null) {
    const inHistory = this.location.query.view === 'history'
    const { number } = view.snapshot.context
    const here = addressOf(number, past)
    const back = addressOf(number, Math.max(1, view.checked.version - 1))
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
              : html`<sd-ticket-conversation .events=${events} .seen=${seen} .past=${past !== null} address=${addressOf(number, null)} target=${this.location.hash}
                  @sd-typing=${() => this.#presence.typing()} @sd-sent=${() => this.#presence.stoppedTyping()}></sd-ticket-conversation>`
          }
          ${this.#typing()}
        </div>
        <sd-ticket-sidebar .presence=${past === null && this.#online ? this.#presence.state : null}></sd-ticket-sidebar>
      </div>`
  }

  /** Of a history that doesn't check there is nothing to prove. */
  #proof({ status, failure, events, snapshot }: TicketView) {
    const { id } = this.#finder
    if (id === null || failure !== null || status.kind !== 'live') return nothing
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
    return addressOf(this.#ticket.view.snapshot.context.number, version)
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

  #failed(text: string) {
    return failedTicket(text, () => this.#find(this.#finder.ref))
  }

  #find(ref: string): void {
    this.on = null
    this.#news.begin()
    void this.#finder.find(ref)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-ticket-page': TicketPage
  }
}
