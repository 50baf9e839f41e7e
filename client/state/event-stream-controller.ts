import type { z } from 'zod'
import type { positionedEventSchema } from '../../core/protocol/messages.ts'

export type PositionedEvent = z.infer<typeof positionedEventSchema>

/**
 * The event stream for a host, newest first: `new EventStreamController(this, () => filter)`. `pause()` lets new events wait and counts them in
 * `waiting`; `resume()` shows them. Further pages by `loadMore()`. Parse an item with `readEvent` of core/events/event.ts.
 */
export type EventStreamView = {
  readonly status: { readonly kind: 'loading' } | { readonly kind: 'live' } | { readonly kind: 'failed'; readonly text: string }
  readonly items: readonly PositionedEvent[]
  readonly paused: boolean
  readonly waiting: number
  readonly more: boolean
}
