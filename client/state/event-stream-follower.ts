import type { z } from 'zod'
import type { positionedEventSchema } from '../../core/protocol/messages.ts'
import { type EventStreamFilter, formatTopic } from '../../core/protocol/topics.ts'
import { Cell, type Readable } from './cell.ts'
import type { Connection } from './connection.ts'

export type PositionedEvent = z.infer<typeof positionedEventSchema>

/** What a stream of events shows, newest first. Read an item with `readEvent` of core/events/event.ts. */
export type EventStreamView = {
  readonly status: { readonly kind: 'loading' } | { readonly kind: 'live' } | { readonly kind: 'failed'; readonly text: string }
  readonly items: readonly PositionedEvent[]
  readonly paused: boolean
  /** Events that came in while paused. */
  readonly waiting: number
  readonly more: boolean
}

const PAGE = 100

/** Follows the events of a filter. A pause lets them wait, and counts them. */
export class EventStreamFollower {
  readonly #connection: Connection
  readonly #topic: string
  readonly #ends: (() => void)[]
  readonly #view = new Cell<EventStreamView>({ status: { kind: 'loading' }, items: [], paused: false, waiting: 0, more: false })
  #waiting: readonly PositionedEvent[] = []
  #next: string | null = null
  #loadingMore = false
  #stopped = false

  constructor(connection: Connection, filter: EventStreamFilter) {
    this.#connection = connection
    this.#topic = formatTopic({ kind: 'events', filter })
    this.#ends = [
      connection.listen(this.#topic, {
        delta: delta => delta.kind === 'events' && this.#take([delta.item]),
        behind: () => void this.#refresh(),
      }),
      connection.whenOnline(() => void this.#refresh()),
    ]
  }

  get view(): Readable<EventStreamView> {
    return this.#view
  }

  stop(): void {
    this.#stopped = true
    for (const end of this.#ends) end()
  }

  pause(): void {
    this.#view.update(view => ({ ...view, paused: true }))
  }

  resume(): void {
    const waiting = this.#waiting
    this.#waiting = []
    this.#view.update(view => ({ ...view, paused: false, waiting: 0, items: [...waiting, ...view.items] }))
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.#loadingMore) return
    this.#loadingMore = true
    const result = await this.#connection.sync({ topic: this.#topic, since: this.#next, limit: PAGE })
    this.#loadingMore = false
    if (this.#stopped || !result.ok || result.value.kind !== 'events') return
    const { items, next } = result.value
    this.#next = next
    this.#view.update(view => ({ ...view, items: [...view.items, ...without(items, view.items)], more: next !== null }))
  }

  /** The newest page again; where it doesn't reach what is shown already, what is shown begins anew, without a hole. */
  async #refresh(): Promise<void> {
    const result = await this.#connection.sync({ topic: this.#topic, since: null, limit: PAGE })
    if (this.#stopped) return
    if (!result.ok) {
      if (!result.lost) this.#view.update(view => ({ ...view, status: { kind: 'failed', text: result.error.text } }))
      return
    }
    if (result.value.kind !== 'events') return
    const { items, next } = result.value
    const newItems = without(items, [...this.#waiting, ...this.#view.value.items])
    if (this.#view.value.items.length > 0 && newItems.length < items.length) {
      this.#view.update(view => ({ ...view, status: { kind: 'live' } }))
      this.#take(newItems)
      return
    }
    this.#next = next
    this.#waiting = []
    this.#view.update(view => ({ ...view, status: { kind: 'live' }, items, waiting: 0, more: next !== null }))
  }

  /** Takes newer events, newest first. */
  #take(arrived: readonly PositionedEvent[]): void {
    const { paused, items } = this.#view.value
    const newItems = without(arrived, [...this.#waiting, ...items])
    if (newItems.length === 0) return
    if (paused) this.#waiting = [...newItems, ...this.#waiting]
    this.#view.update(view => (paused ? { ...view, waiting: this.#waiting.length } : { ...view, items: [...newItems, ...items] }))
  }
}

/** An event is known by its position. */
function without(items: readonly PositionedEvent[], known: readonly PositionedEvent[]): PositionedEvent[] {
  const positions = new Set(known.map(({ position }) => position))
  return items.filter(({ position }) => !positions.has(position))
}
