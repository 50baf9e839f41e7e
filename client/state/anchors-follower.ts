import type { AnchorRow } from '../../core/anchor/row.ts'
import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'
import { formatTopic } from '../../core/protocol/topics.ts'
import { Cell, type Readable } from './cell.ts'
import type { Connection } from './connection.ts'

/** The line of anchors, newest first, and how anchoring stands. Immutable: a new object with every change. */
export type AnchorsView = {
  readonly status: { readonly kind: 'loading' } | { readonly kind: 'live' } | { readonly kind: 'failed'; readonly text: string }
  readonly items: readonly AnchorRow[]
  /** Null before the server has told it. */
  readonly anchoring: AnchoringStatus | null
  /** Whether there are older anchors: `loadMore()`. */
  readonly more: boolean
}

export const noAnchorsYet: AnchorsView = { status: { kind: 'loading' }, items: [], anchoring: null, more: false }

const TOPIC = formatTopic({ kind: 'anchors' })
const PAGE = 50
/** The server gives no more at once. */
const LARGEST_PAGE = 100

/** Follows the line of anchors, and how anchoring stands. */
export class AnchorsFollower {
  readonly #connection: Connection
  readonly #page: number
  readonly #ends: (() => void)[]
  readonly #view = new Cell<AnchorsView>(noAnchorsYet)
  #next: string | null = null
  #pull = 0
  #loadingMore = false
  #stopped = false

  /** `page` is how many are loaded at first, and with each further page. */
  constructor(connection: Connection, page: number = PAGE) {
    this.#connection = connection
    this.#page = page
    this.#ends = [
      connection.listen(TOPIC, {
        delta: delta => delta.kind === 'anchors' && this.#take(delta.anchor, delta.status),
        behind: () => void this.#refresh(),
      }),
      connection.whenOnline(() => void this.#refresh()),
    ]
  }

  get view(): Readable<AnchorsView> {
    return this.#view
  }

  stop(): void {
    this.#stopped = true
    for (const end of this.#ends) end()
  }

  /** Appends the next page of older anchors, if there is one and none is under way. */
  async loadMore(): Promise<void> {
    if (this.#next === null || this.#loadingMore) return
    const pull = this.#pull
    this.#loadingMore = true
    const result = await this.#connection.sync({ topic: TOPIC, since: this.#next, limit: this.#page })
    this.#loadingMore = false
    if (this.#stopped || pull !== this.#pull || !result.ok || result.value.kind !== 'anchors') return
    const { items, next } = result.value
    this.#next = next
    this.#view.update(view => ({ ...view, items: this.#merged(items), more: next !== null }))
  }

  /** As much as is shown, from the newest on. What is older may have changed unseen: it is loaded anew when it is asked for. */
  async #refresh(): Promise<void> {
    const pull = ++this.#pull
    const limit = Math.min(LARGEST_PAGE, Math.max(this.#page, this.#view.value.items.length))
    const result = await this.#connection.sync({ topic: TOPIC, since: null, limit })
    if (this.#stopped || pull !== this.#pull) return
    if (!result.ok) {
      if (!result.lost) this.#view.update(view => ({ ...view, status: { kind: 'failed', text: result.error.text } }))
      return
    }
    if (result.value.kind !== 'anchors') return
    const { items, next, status } = result.value
    this.#next = next
    this.#view.set({ status: { kind: 'live' }, items, anchoring: status, more: next !== null })
  }

  #take(anchor: AnchorRow | null, status: AnchoringStatus | null): void {
    const oldest = this.#view.value.items.at(-1)
    // One that is older than what is loaded comes with its page; here it would leave a hole.
    const shown = anchor !== null && (this.#next === null || oldest === undefined || anchor.sequence >= oldest.sequence) ? [anchor] : []
    this.#view.update(view => ({ ...view, anchoring: status ?? view.anchoring, items: this.#merged(shown) }))
  }

  /** What is shown with other rows beside it, the newer of each, by their place in the line. */
  #merged(rows: readonly AnchorRow[]): readonly AnchorRow[] {
    const { items } = this.#view.value
    const newer = rows.filter(row => (items.find(({ id }) => id === row.id)?.version ?? 0) < row.version)
    if (newer.length === 0) return items
    const others = items.filter(({ id }) => newer.every(row => row.id !== id))
    return [...newer, ...others].sort((a, b) => b.sequence - a.sequence)
  }
}
