import '@awesome.me/webawesome/dist/components/button/button.js'
import { consume } from '@lit/context'
import { html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import type { TicketFilter } from '../../core/ticket/filter.ts'
import { icon } from '../components/icons.ts'
import { emptyState, errorState, loadingRows, stateStyles } from '../components/states.ts'
import { OverlayEvent } from '../shell/overlay.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { ListController } from '../state/list-controller.ts'
import type { AppLocation } from '../state/router.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'
import { emptyList } from './empty-list.ts'
import { addressOf, filterFromQuery } from './filter-address.ts'
import type { FilterBar, FilterEvent } from './filter-bar.ts'
import './filter-bar.ts'
import './ticket-rows.ts'
import type { RowsEvent, TicketRows } from './ticket-rows.ts'
import { ticketsPageStyles } from './tickets-page-styles.ts'

/** Further pages are asked for when so many rows are left below. */
const AHEAD = 60

/** The list: its filter is in the address, its rows are live, and nothing moves under somebody who reads further down. */
@customElement('sd-tickets-page')
export class TicketsPage extends LitElement {
  static override styles = [shared, stateStyles, ticketsPageStyles]

  @property({ attribute: false }) location!: AppLocation
  @consume({ context: appContext }) app!: App
  /** The row that the keyboard is at. */
  @state() private cursor: string | null = null
  @query('sd-ticket-rows') private rows!: TicketRows | null
  @query('sd-filter-bar') private bar!: FilterBar

  readonly #list = new ListController(this, () => this.#filter)
  #filter: TicketFilter = { sort: 'updated' }
  #announced = 0
  #endShortcuts: () => void = () => {}

  constructor() {
    super()
    new Watch(this, () => this.app.session.me)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#endShortcuts = this.app.shortcuts.add([
      { id: 'list-next', title: words.list.next, key: 'j', run: () => this.#move(1) },
      { id: 'list-previous', title: words.list.previous, key: 'k', run: () => this.#move(-1) },
      { id: 'list-open', title: words.list.open, key: 'o', isEnabled: () => this.cursor !== null, run: () => this.#openCursor() },
      { id: 'list-search', title: words.list.search, key: '/', run: () => this.bar.focusSearch() },
    ])
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#endShortcuts()
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('location')) this.#filter = filterFromQuery(this.location.query)
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
          <wa-button class="new" size="s" variant="brand" @click=${() => this.dispatchEvent(new OverlayEvent('new-ticket'))}>
            ${icon('plus', 'start')}<span>${words.list.new}</span>
          </wa-button>
        </div>
        <sd-filter-bar .filter=${this.#filter} @sd-filter=${this.#onFilter}></sd-filter-bar>
      </div>
      <div class="body">
        ${fresh === 0 ? nothing : html`<button class="fresh" type="button" @click=${this.#showFresh}>${icon('chevron-up')}${words.list.fresh(fresh)}</button>`}
        ${this.#rows()}
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
    if (rows.length === 0) return emptyState(emptyList(this.#filter, this.#list.view.counts, this.app.session.me.value === null))
    return html`<sd-ticket-rows .rows=${rows} .cursor=${this.cursor} @sd-rows=${this.#onRows}></sd-ticket-rows>`
  }

  #onFilter(event: FilterEvent): void {
    this.app.router.go(addressOf('/tickets', event.filter), { replace: event.typing })
  }

  #onRows(event: RowsEvent): void {
    this.#list.hold(event.away)
    if (event.end > this.#list.view.rows.length - AHEAD) this.#list.loadMore()
  }

  #showFresh(): void {
    this.rows?.toTop()
    this.#list.showFresh()
  }

  #move(step: number): void {
    const { rows } = this.#list.view
    const at = rows.findIndex(({ id }) => id === this.cursor)
    const next = Math.max(0, Math.min(rows.length - 1, at + step))
    const row = rows[next]
    if (row === undefined) return
    this.cursor = row.id
    void this.#reveal(next)
  }

  async #reveal(index: number): Promise<void> {
    // The rows learn of the cursor with this update.
    await this.updateComplete
    await this.rows?.reveal(index)
  }

  #openCursor(): void {
    const row = this.#list.view.rows.find(({ id }) => id === this.cursor)
    if (row !== undefined) this.app.router.go(`/tickets/${row.number}`)
  }
}
