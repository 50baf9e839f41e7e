import type { ChainFailure, ChainHead } from '../../core/events/chain.ts'
import type { StoredEventMessage } from '../../core/protocol/messages.ts'

/** An event that was checked: its parsed form, and its exact texts with its hash. */
export type FollowedEvent<E> = { readonly event: E; readonly stored: StoredEventMessage }

export type ChainStatus =
  | { readonly kind: 'loading' }
  | { readonly kind: 'catching_up'; readonly version: number; readonly of: number }
  | { readonly kind: 'live' }
  | { readonly kind: 'not_found' }
  /** The server answered with an error, or an event can't be read by this page (an older page, a newer event). */
  | { readonly kind: 'failed'; readonly text: string }

/**
 * A ticket or a user as its checked events tell it. Immutable: a new object with every change.
 * With a `failure` it stands still at the last good event, and says so; nothing is repaired silently.
 */
export type ChainView<S, E> = {
  readonly status: ChainStatus
  /** The machine's snapshot: give it to `decideTicket` to learn which commands are possible, and why others aren't. */
  readonly snapshot: S
  readonly events: readonly FollowedEvent<E>[]
  /** The newest event that was checked in this browser; version 0 before the first. */
  readonly checked: ChainHead
  readonly failure: ChainFailure | null
}
