import { formatTopic } from '../../core/protocol/topics.ts'
import { compareRows, matchesFilter, type TicketFilter } from '../../core/ticket/filter.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import { Cell, type Readable } from './cell.ts'
import type { Connection } from './connection.ts'

/** What a list shows. Immutable: a new object with every change. */
export type ListView = {
  readonly status: { readonly kind: 'loading' } | { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly text: string }
  readonly rows: readonly TicketRow[]
  readonly counts: { readonly open: number; readonly solved: number }
  /** Rows that came in while the person reads; they wait behind “n new” until `showFresh()`. */
  readonly fresh: number
  /** Whether there are further pages: `loadMore()`. */
  readonly more: boolean
}

/** The first page is small, to be there at once; further ones are as large as the protocol allows. */
const PAGE = 100
const LARGEST_PAGE = 500
/** Deltas that only the server can judge, and counts, are asked for at most this often. */
const ASK_AGAIN_MS = 600

/**
 * Follows the list of a filter. While `hold(true)`, nothing moves: rows that are shown change in place, new ones wait as `fresh`, and
 * those that don't belong any more stay until `showFresh()`.
 */
export class ListFollower {
  readonly #connection: Connection
  readonly #filter: TicketFilter
  readonly #topic: string
  readonly #schedule: (task: () => void, delay: number) => void
  readonly #ends: (() => void)[]
  readonly #view = new Cell<ListView>({ status: { kind: 'loading' }, rows: [], counts: { open: 0, solved: 0 }, fresh: 0, more: false })
  /** Newest state of rows that the held list doesn't show, or not in this place. */
  #waiting = new Map<string, TicketRow>()
  #next: string | null = null
  #held = false
  #loadingMore = false
  #asking = false
  #stopped = false

  constructor(connection: Connection, filter: TicketFilter, schedule: (task: () => void, delay: number) => void) {
    this.#connection = connection
    this.#filter = filter
    this.#topic = formatTopic({ kind: 'list', filter })
    this.#schedule = schedule
    this.#ends = [
      connection.listen(this.#topic, {
        delta: delta => delta.kind === 'list' && this.#take(delta.row),
        behind: () => void this.#refresh(),
      }),
      connection.whenOnline(() => void this.#refresh()),
    ]
  }

  get view(): Readable<ListView> {
    return this.#view
  }

  stop(): void {
    this.#stopped = true
    for (const end of this.#ends) end()
  }

  /** Whether the person reads further down, so that nothing may move. */
  hold(held: boolean): void {
    if (this.#held === held) return
    this.#held = held
    if (!held) this.showFresh()
  }

  /** Puts everything where it belongs. */
  showFresh(): void {
    if (this.#waiting.size === 0) return
    const waiting = this.#waiting
    this.#waiting = new Map()
    const rows = this.#view.value.rows.filter(({ id }) => !waiting.has(id))
    const entering = [...waiting.values()].filter(row => matchesFilter(row, this.#filter) !== false && this.#isLoaded(row))
    this.#show([...rows, ...entering].sort(this.#compare))
  }

  /** Appends the next page, if there is one and none is under way. */
  async loadMore(): Promise<void> {
    if (this.#next === null || this.#loadingMore) return
    this.#loadingMore = true
    const result = await this.#connection.sync({ topic: this.#topic, since: this.#next, limit: LARGEST_PAGE })
    this.#loadingMore = false
    if (this.#stopped || !result.ok || result.value.kind !== 'list') return
    const { rows, next } = result.value
    const known = new Set(this.#view.value.rows.map(({ id }) => id))
    this.#next = next
    this.#show([...this.#view.value.rows, ...rows.filter(({ id }) => !known.has(id))])
  }

  /** The beginning of the list again, as long as what is shown: on connecting, after falling behind, and where only the server can judge. */
  async #refresh(): Promise<void> {
    const { rows: shown } = this.#view.value
    const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, shown.length))
    const result = await this.#connection.sync({ topic: this.#topic, since: null, limit })
    if (this.#stopped) return
    if (!result.ok) {
      if (!result.lost) this.#view.update(view => ({ ...view, status: { kind: 'failed', text: result.error.text } }))
      return
    }
    if (result.value.kind !== 'list') return
    const { rows, next, counts } = result.value
    if (this.#held && shown.length > 0) {
      this.#view.update(view => ({ ...view, counts }))
      for (const row of rows) this.#takeHeld(row)
      return
    }
    this.#next = next
    this.#waiting = new Map()
    this.#view.set({ status: { kind: 'ready' }, rows, counts, fresh: 0, more: next !== null })
  }

  #take(row: TicketRow): void {
    this.#askAgain()
    const known = this.#view.value.rows.find(({ id }) => id === row.id)
    if (known !== undefined && known.version >= row.version) return
    // Whether a text matches is asked of the server, for rows that aren't shown yet.
    const matches = matchesFilter(row, this.#filter)
    if (matches === 'unknown' && known === undefined) return
    if (this.#held) {
      this.#takeHeld(row)
      return
    }
    const rows = this.#view.value.rows.filter(({ id }) => id !== row.id)
    if (matches !== false && this.#isLoaded(row)) rows.splice(this.#placeOf(row, rows), 0, row)
    this.#show(rows)
  }

  #takeHeld(row: TicketRow): void {
    const { rows } = this.#view.value
    const at = rows.findIndex(({ id }) => id === row.id)
    if ((rows[at]?.version ?? 0) >= row.version) return
    if (at < 0 && (matchesFilter(row, this.#filter) === false || !this.#isLoaded(row))) this.#waiting.delete(row.id)
    else this.#waiting.set(row.id, row)
    this.#show(at < 0 ? rows : rows.with(at, row))
  }

  #show(rows: readonly TicketRow[]): void {
    const shown = new Set(rows.map(({ id }) => id))
    let fresh = 0
    for (const id of this.#waiting.keys()) if (!shown.has(id)) fresh++
    this.#view.update(view => ({ ...view, rows, fresh, more: this.#next !== null }))
  }

  /** Whether the row's place is within the pages that are loaded. A later page brings it otherwise. */
  #isLoaded(row: TicketRow): boolean {
    const last = this.#view.value.rows.at(-1)
    return this.#next === null || last === undefined || this.#compare(row, last) <= 0
  }

  #placeOf(row: TicketRow, rows: readonly TicketRow[]): number {
    let low = 0
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = rows[middle]
      if (other !== undefined && this.#compare(other, row) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  readonly #compare = (a: TicketRow, b: TicketRow): number => compareRows(a, b, this.#filter.sort)

  /** Counts, and lists with a text, follow the server after a moment, however many deltas come in it. */
  #askAgain(): void {
    if (this.#asking) return
    this.#asking = true
    this.#schedule(() => {
      this.#asking = false
      if (this.#stopped) return
      if (this.#filter.text === undefined) void this.#recount()
      else void this.#refresh()
    }, ASK_AGAIN_MS)
  }

  async #recount(): Promise<void> {
    const result = await this.#connection.sync({ topic: this.#topic, since: null, limit: 1 })
    if (this.#stopped || !result.ok || result.value.kind !== 'list') return
    const { counts } = result.value
    this.#view.update(view => ({ ...view, counts }))
  }
}
