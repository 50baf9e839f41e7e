import '@awesome.me/webawesome/dist/components/button/button.js'
import { consume } from '@lit/context'
import { html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import type { TicketFilter } from '../../core/ticket/filter.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import { avatarStyles } from '../components/avatar.ts'
import { chipStyles } from '../components/chips.ts'
import { icon } from '../components/icons.ts'
import { errorState, loadingRows, stateStyles } from '../components/states.ts'
import { addressOf, filterFromQuery } from '../list/filter-address.ts'
import type { FilterEvent } from '../list/filter-bar.ts'
import '../list/filter-bar.ts'
import { OverlayEvent } from '../shell/overlay.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { ListController } from '../state/list-controller.ts'
import type { AppLocation } from '../state/router.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'
import { boardStyles } from './board-styles.ts'
import { cardStyles, ticketCard } from './card.ts'
import { COLUMNS, type Column, columnOf, movesTo } from './moves.ts'

const STEP = 40
const MINUTE = 60_000

/** The board: three columns, live. Cards move by drag or by their menu; both send the same commands. */
@customElement('sd-board-page')
export class BoardPage extends LitElement {
  static override styles = [shared, stateStyles, avatarStyles, chipStyles, cardStyles, boardStyles]

  @property({ attribute: false }) location!: AppLocation
  @consume({ context: appContext }) app!: App
  @state() private menuOf: string | null = null
  @state() private over: Column | null = null
  @state() private limits: Readonly<Record<Column, number>> = { unassigned: STEP, assigned: STEP, solved: STEP }
  #filter: TicketFilter = { sort: 'updated' }
  #dragged: TicketRow | null = null
  #moving: ReadonlySet<string> = new Set()
  #minute: ReturnType<typeof setInterval> | undefined

  readonly #unassigned = new ListController(this, () =>
    this.#filter.assignee === undefined || this.#filter.assignee === 'none' ? { ...this.#filter, state: 'open', assignee: 'none' } : null,
  )
  /** Open ones, whoever has them: there is no filter for “anybody”, so that the unassigned ones are left out here. */
  readonly #open = new ListController(this, () => ({ ...this.#filter, state: 'open' }))
  readonly #solved = new ListController(this, () => ({ ...this.#filter, state: 'solved' }))

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
    new Watch(this, () => this.app.session.me)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#minute = setInterval(() => this.requestUpdate(), MINUTE)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#minute)
  }

  protected override willUpdate(): void {
    this.#filter = filterFromQuery({ ...this.location.query, state: 'all' })
  }

  protected override updated(): void {
    // The unassigned ones that are left out may fill whole pages: further ones are asked for until the column is full.
    if (this.#open.view.more && this.#rowsOf('assigned').length < this.limits.assigned) this.#open.loadMore()
  }

  override render() {
    return html`
      <div class="head">
        <div class="title">
          <h1>${words.board.title}</h1>
          <wa-button class="new" size="s" variant="brand" @click=${() => this.dispatchEvent(new OverlayEvent('new-ticket'))}>
            ${icon('plus', 'start')}<span>${words.list.new}</span>
          </wa-button>
        </div>
        <sd-filter-bar without-sort .filter=${this.#filter} @sd-filter=${this.#onFilter}></sd-filter-bar>
      </div>
      <div class="columns">${COLUMNS.map(column => this.#column(column))}</div>
    `
  }

  #column(column: Column) {
    const rows = this.#rowsOf(column)
    const { status } = this.#listOf(column).view
    const count = this.#countOf(column)
    return html`<section
      class="column ${this.over === column ? 'over' : ''}"
      aria-label=${words.board[column]}
      @dragover=${(event: DragEvent) => this.#onDragOver(event, column)}
      @dragleave=${() => this.#leave(column)}
      @drop=${(event: DragEvent) => this.#onDrop(event, column)}
    >
      <h2>${words.board[column]} <span class="quiet number">${count.toLocaleString('en')}</span></h2>
      <div class="cards" role="list">
        ${
          status.kind === 'failed'
            ? errorState({ title: words.list.failed, text: status.text })
            : status.kind === 'loading' && !this.#isEmptyByFilter(column)
              ? loadingRows(4)
              : rows.length === 0
                ? html`<p class="nothing quiet">${words.board.empty[column]}</p>`
                : repeat(
                    rows.slice(0, this.limits[column]),
                    ({ id }) => id,
                    row => this.#card(row),
                  )
        }
        ${rows.length > this.limits[column] || (this.#listOf(column).view.more && rows.length > 0) ? this.#moreButton(column) : nothing}
      </div>
    </section>`
  }

  #card(row: TicketRow) {
    const isGuest = this.app.session.me.value === null
    return html`<div
      class="card ${this.#moving.has(row.id) ? 'moving' : ''}"
      role="listitem"
      draggable=${!isGuest}
      @dragstart=${(event: DragEvent) => this.#onDragStart(event, row)}
      @dragend=${this.#onDragEnd}
    >
      ${ticketCard(row, {
        assignee: row.assignee === null ? null : this.app.people.nameOf(row.assignee),
        now: Date.now(),
        menu: this.#menu(row),
      })}
    </div>`
  }

  /** A dropdown is made only for the card whose menu was opened: hundreds of them would be slow. */
  #menu(row: TicketRow) {
    const button = (slot: string, open: () => void) => html`<button
      class="menu"
      slot=${slot}
      type="button"
      aria-haspopup="menu"
      aria-label=${words.board.menu(row.number)}
      @click=${open}
    >
      ${icon('ellipsis')}
    </button>`
    if (this.menuOf !== row.id) return button('', () => void this.#openMenu(row.id))
    const column = columnOf(row)
    const isGuest = this.app.session.me.value === null
    return html`<wa-dropdown open placement="bottom-end" @wa-select=${(event: MenuEvent) => this.#onSelect(event, row)}>
      ${button('trigger', () => {})}
      <wa-dropdown-item value="open">${words.board.open}</wa-dropdown-item>
      ${
        isGuest
          ? html`<wa-dropdown-item value="sign-in">${words.board.signIn}</wa-dropdown-item>`
          : COLUMNS.filter(target => target !== column).map(
              target => html`<wa-dropdown-item value=${target}>${words.board.moveTo(words.board[target])}</wa-dropdown-item>`,
            )
      }
    </wa-dropdown>`
  }

  async #openMenu(id: string): Promise<void> {
    await import('../shell/menu-parts.ts')
    this.menuOf = id
  }

  #moreButton(column: Column) {
    return html`<button class="more" type="button" @click=${() => this.#showMore(column)}>${words.board.more(STEP)}</button>`
  }

  #listOf(column: Column): ListController {
    return { unassigned: this.#unassigned, assigned: this.#open, solved: this.#solved }[column]
  }

  #rowsOf(column: Column): readonly TicketRow[] {
    return this.#listOf(column).view.rows.filter(row => columnOf(row) === column)
  }

  #countOf(column: Column): number {
    const unassigned = this.#unassigned.view.counts.open
    if (column === 'unassigned') return unassigned
    return column === 'solved' ? this.#solved.view.counts.solved : Math.max(0, this.#open.view.counts.open - unassigned)
  }

  #isEmptyByFilter(column: Column): boolean {
    return column === 'unassigned' && this.#filter.assignee !== undefined && this.#filter.assignee !== 'none'
  }

  #showMore(column: Column): void {
    this.limits = { ...this.limits, [column]: this.limits[column] + STEP }
    this.#listOf(column).loadMore()
  }

  #onFilter(event: FilterEvent): void {
    this.app.router.go(addressOf('/board', { ...event.filter, state: 'open' }), { replace: event.typing })
  }

  #onSelect(event: MenuEvent, row: TicketRow): void {
    const { value } = event.detail.item
    const column = COLUMNS.find(name => name === value)
    if (column !== undefined) void this.#move(row, column)
    if (value === 'open') this.app.router.go(`/tickets/${row.number}`)
    if (value === 'sign-in') this.app.session.ask(words.board.signInWhy)
  }

  #onDragStart(event: DragEvent, row: TicketRow): void {
    this.#dragged = row
    event.dataTransfer?.setData('text/plain', `#${row.number}`)
  }

  #onDragEnd(): void {
    this.#dragged = null
    this.over = null
  }

  #onDragOver(event: DragEvent, column: Column): void {
    if (this.#dragged === null) return
    event.preventDefault()
    this.over = column
  }

  #leave(column: Column): void {
    if (this.over === column) this.over = null
  }

  #onDrop(event: DragEvent, column: Column): void {
    event.preventDefault()
    const row = this.#dragged
    this.#onDragEnd()
    if (row !== null) void this.#move(row, column)
  }

  async #move(row: TicketRow, column: Column): Promise<void> {
    const me = this.app.session.me.value
    if (me === null) return
    this.#markMoving(row.id, true)
    for (const { type, payload } of movesTo(column, row, me.id)) {
      const outcome = await this.app.commands.ticket(row.id, type, payload)
      if (outcome.ok) continue
      this.app.notices.show('warning', words.board.refused(row.number, outcome.error.text))
      this.#markMoving(row.id, false)
      return
    }
    this.#markMoving(row.id, false)
    this.app.live.say(words.board.moved(row.number, words.board[column]))
  }

  #markMoving(id: string, moving: boolean): void {
    const ids = new Set(this.#moving)
    if (moving) ids.add(id)
    else ids.delete(id)
    this.#moving = ids
    this.requestUpdate()
  }
}

type MenuEvent = CustomEvent<{ readonly item: { readonly value: string } }>
