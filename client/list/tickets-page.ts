import '@awesome.me/webawesome/dist/components/button/button.js'
import { consume } from '@lit/context'
import { type VirtualizerHostElement, virtualize, virtualizerRef } from '@lit-labs/virtualizer/virtualize.js'
import { html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import type { TicketFilter } from '../../core/ticket/filter.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import { avatarStyles } from '../components/avatar.ts'
import { chipStyles } from '../components/chips.ts'
import { icon } from '../components/icons.ts'
import { emptyState, errorState, loadingRows, stateStyles } from '../components/states.ts'
import { OverlayEvent } from '../shell/overlay.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { ListController } from '../state/list-controller.ts'
import type { AppLocation } from '../state/router.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'
import { addressOf, filterFromQuery, isNarrow } from './filter-address.ts'
import type { FilterBar, FilterEvent } from './filter-bar.ts'
import './filter-bar.ts'
import { rowStyles, ticketRow } from './ticket-row.ts'
import { ticketsPageStyles } from './tickets-page-styles.ts'

/** Further pages are asked for when so many rows are left below. */
const AHEAD = 60
const MINUTE = 60_000

/** The list: its filter is in the address, its rows are live, and nothing moves under somebody who reads further down. */
@customElement('sd-tickets-page')
export class TicketsPage extends LitElement {
  static override styles = [shared, stateStyles, avatarStyles, chipStyles, rowStyles, ticketsPageStyles]

  @property({ attribute: false }) location!: AppLocation
  @consume({ context: appContext }) app!: App
  /** The row that the keyboard is at. */
  @state() private cursor: string | null = null
  @query('.scroller') private scroller!: HTMLElement
  @query('.rows') private list!: VirtualizerHostElement | null
  @query('sd-filter-bar') private bar!: FilterBar

  readonly #list = new ListController(this, () => this.#filter)
  #filter: TicketFilter = { sort: 'updated' }
  #announced = 0
  #minute: ReturnType<typeof setInterval> | undefined
  #endShortcuts: () => void = () => {}

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
    new Watch(this, () => this.app.session.me)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#minute = setInterval(() => this.requestUpdate(), MINUTE)
    this.#endShortcuts = this.app.shortcuts.add([
      { id: 'list-next', title: words.list.next, key: 'j', run: () => this.#move(1) },
      { id: 'list-previous', title: words.list.previous, key: 'k', run: () => this.#move(-1) },
      { id: 'list-open', title: words.list.open, key: 'o', isEnabled: () => this.cursor !== null, run: () => this.#openCursor() },
      { id: 'list-search', title: words.list.search, key: '/', run: () => this.bar.focusSearch() },
    ])
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#minute)
    this.#endShortcuts()
  }

  protected override willUpdate(): void {
    this.#filter = filterFromQuery(this.location.query)
  }

  protected override updated(): void {
    const { fresh } = this.#list.view
    if (fresh > this.#announced) this.app.live.say(words.list.freshSaid(fresh))
    this.#announced = fresh
  }

  override render() {
    const { fresh } = this.#list.view
    return html`
      <div class="head">
        <div class="title">
          <h1>${words.list.title}</h1>
          ${this.#states()}
          <wa-button class="new" size="s" aria-label=${words.list.new} variant="brand" @click=${() => this.dispatchEvent(new OverlayEvent('new-ticket'))}>
            ${icon('plus', 'start')}<span>${words.list.new}</span>
          </wa-button>
        </div>
        <sd-filter-bar .filter=${this.#filter} @sd-filter=${this.#onFilter}></sd-filter-bar>
      </div>
      <div class="body">
        ${fresh === 0 ? nothing : html`<button class="fresh" type="button" @click=${this.#showFresh}>${icon('chevron-up')}${words.list.fresh(fresh)}</button>`}
        <div class="scroller" @scroll=${this.#onScroll}>${this.#rows()}</div>
      </div>
    `
  }

  #states() {
    const { open, solved } = this.#list.view.counts
    const link = (state: 'open' | 'solved' | undefined, text: string, count: number) => html`<a
      href=${addressOf('/tickets', { ...this.#filter, state })}
      aria-current=${this.#filter.state === state}
      >${text} <span class="quiet number">${count.toLocaleString('en')}</span></a
    >`
    return html`<div class="states" role="group" aria-label=${words.list.filters}>
      ${link('open', words.list.state.open, open)}${link('solved', words.list.state.solved, solved)}${link(undefined, words.list.state.all, open + solved)}
    </div>`
  }

  #rows() {
    const { status, rows } = this.#list.view
    if (status.kind === 'failed') return errorState({ title: words.list.failed, text: status.text })
    if (status.kind === 'loading') return loadingRows(12)
    if (rows.length === 0) return this.#empty()
    const now = Date.now()
    const { people } = this.app
    const digits = rows.reduce((most, { number }) => Math.max(most, String(number).length), 3)
    return html`<div class="rows" role="list" style="--number-width: ${digits + 1}ch" aria-label=${words.list.results} @rangeChanged=${this.#onRange}>
      ${virtualize({
        items: [...rows],
        keyFunction: (row: TicketRow) => row.id,
        renderItem: (row: TicketRow) => ticketRow(row, { people, now, cursor: row.id === this.cursor }),
      })}
    </div>`
  }

  #empty() {
    if (isNarrow(this.#filter)) return emptyState({ icon: 'search', title: words.list.emptyFiltered, hint: words.list.emptyFilteredHint })
    if (this.#filter.state === 'open')
      return emptyState({ icon: 'circle-check', title: words.list.emptyOpen, hint: words.list.emptyOpenHint })
    return emptyState({ icon: 'inbox', title: words.list.empty, hint: words.list.emptyHint })
  }

  #onFilter(event: FilterEvent): void {
    this.app.router.go(addressOf('/tickets', event.filter), { replace: event.typing })
  }

  #onScroll(): void {
    this.#list.hold(this.scroller.scrollTop > 0)
  }

  #onRange(event: Event & { readonly last?: number }): void {
    if ((event.last ?? 0) > this.#list.view.rows.length - AHEAD) this.#list.loadMore()
  }

  #showFresh(): void {
    this.scroller.scrollTop = 0
    this.#list.showFresh()
  }

  #move(step: number): void {
    const { rows } = this.#list.view
    const at = rows.findIndex(({ id }) => id === this.cursor)
    const next = Math.max(0, Math.min(rows.length - 1, at + step))
    const row = rows[next]
    if (row === undefined) return
    this.cursor = row.id
    void this.#reveal(next, row.id)
  }

  /** Brings a row into view, which makes it exist, and then focuses its link: Enter opens it, and screen readers read it. */
  async #reveal(index: number, id: string): Promise<void> {
    await this.updateComplete
    this.list?.[virtualizerRef]?.element(index)?.scrollIntoView({ block: 'nearest' })
    // The scrolling tells the virtualizer in the next frame, and it renders the row in the one after.
    await nextFrame()
    await nextFrame()
    this.renderRoot.querySelector<HTMLElement>(`[data-id="${id}"] a`)?.focus({ preventScroll: true })
  }

  #openCursor(): void {
    const row = this.#list.view.rows.find(({ id }) => id === this.cursor)
    if (row !== undefined) this.app.router.go(`/tickets/${row.number}`)
  }
}

function nextFrame(): Promise<void> {
  return new Promise(resolve => requestAnimationFrame(() => resolve()))
}
