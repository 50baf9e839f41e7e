import { consume } from '@lit/context'
import { css, html, LitElement } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import type { TicketRow } from '../../core/ticket/row.ts'
import { avatarStyles } from '../components/avatar.ts'
import { chipStyles } from '../components/chips.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'
import { rowStyles, ticketRow } from './ticket-row.ts'
import { type Range, rangeInView, scrollToShow } from './window.ts'

const MINUTE = 60_000
/** The “n new” pill lies over the upper edge. */
const COVERED = 48

/** The person scrolled: whether they are away from the top, and up to which row they see. */
export class RowsEvent extends Event {
  static readonly type = 'sd-rows'
  readonly away: boolean
  readonly end: number

  constructor(away: boolean, end: number) {
    super(RowsEvent.type)
    this.away = away
    this.end = end
  }
}

/**
 * Any number of tickets, of which only those in view are made. It scrolls by itself.
 *
 * @fires sd-rows - scrolled
 */
@customElement('sd-ticket-rows')
export class TicketRows extends LitElement {
  static override styles = [
    shared,
    avatarStyles,
    chipStyles,
    rowStyles,
    css`
      :host {
        display: block;
        height: 100%;
      }
      .rows {
        height: 100%;
        overflow: auto;
        /* What is above the rows in view comes and goes: the place is ours to keep. */
        overflow-anchor: none;
      }
    `,
  ]

  @property({ attribute: false }) rows: readonly TicketRow[] = []
  /** The id of the row that the keyboard is at. */
  @property() cursor: string | null = null
  @consume({ context: appContext }) app!: App
  @state() private range: Range = { first: 0, end: 0 }
  @query('.rows') private list!: HTMLElement
  #rowHeight = 44
  #minute: ReturnType<typeof setInterval> | undefined
  readonly #resized = new ResizeObserver(() => this.#look())

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#resized.observe(this)
    this.#minute = setInterval(() => this.requestUpdate(), MINUTE)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resized.disconnect()
    clearInterval(this.#minute)
  }

  /** Brings a row into view, which makes it, and focuses its link: Enter opens it, and screen readers read it. */
  async reveal(index: number): Promise<void> {
    this.list.scrollTop = scrollToShow(index, this.#view(), this.#rowHeight, COVERED)
    this.#look()
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('.cursor a')?.focus({ preventScroll: true })
  }

  toTop(): void {
    this.list.scrollTop = 0
  }

  override render() {
    const { rows, range, cursor } = this
    const now = Date.now()
    const height = this.#rowHeight
    const digits = String(rows.reduce((most, { number }) => Math.max(most, number), 100)).length
    return html`<div class="rows" role="list" aria-label=${words.list.results} @scroll=${this.#look}>
      <div role="none" style="height: ${rows.length * height}px; --number-width: ${digits + 1}ch">
        <div role="none" style="transform: translateY(${range.first * height}px)">
          ${repeat(
            rows.slice(range.first, range.end),
            ({ id }) => id,
            (row, index) =>
              ticketRow(row, { people: this.app.people, now, cursor: row.id === cursor, place: range.first + index + 1, of: rows.length }),
          )}
        </div>
      </div>
    </div>`
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('rows')) this.range = rangeInView(this.#view(), this.#rowHeight, this.rows.length)
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    // The height follows from the person's font size and the window's width: the page's style has it, not we.
    const height = this.renderRoot.querySelector('.row')?.getBoundingClientRect().height ?? 0
    if (height > 0 && height !== this.#rowHeight) {
      this.#rowHeight = height
      this.#look()
      this.requestUpdate()
    }
    if (changed.has('rows')) this.#tell()
  }

  #view() {
    return this.hasUpdated ? { top: this.list.scrollTop, height: this.list.clientHeight } : { top: 0, height: 0 }
  }

  #look(): void {
    const { first, end } = rangeInView(this.#view(), this.#rowHeight, this.rows.length)
    if (first !== this.range.first || end !== this.range.end) this.range = { first, end }
    this.#tell()
  }

  #tell(): void {
    this.dispatchEvent(new RowsEvent(this.list.scrollTop > 0, this.range.end))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-ticket-rows': TicketRows
  }
}
