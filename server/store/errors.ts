import { KnownError } from '../../core/protocol/errors.ts'
import type { Head } from './store.ts'

/** Somebody else appended first: read what is missing, decide again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict'
  readonly head: Head | null

  constructor(head: Head | null) {
    super(head === null ? 'the aggregate has no events' : `the aggregate is at version ${head.version}`)
    this.head = head
  }
}

/** What the commit relied on was taken away before it was appended: see to it anew, and decide again. */
export class GuardRevoked extends Error {
  override readonly name = 'GuardRevoked'

  constructor(guard: string) {
    super(`the guard ${guard} is revoked, or was used before`)
  }
}

/** The store can't be reached, is closed, or its disk refuses. Nothing is known to have been stored by the call that got this. */
export class StoreUnavailable extends KnownError {
  constructor(text?: string, cause?: unknown) {
    super('store_unavailable', text, cause === undefined ? {} : { cause })
  }
}

/** The read models have been thrown away since they were followed: whoever writes them must follow them from where they are now. */
export class RowsBegunAnew extends StoreUnavailable {
  constructor() {
    super('The lists are being made anew by another process. Ask again how far they are.')
  }
}

/** A page cursor that this store never gave out. */
export class BadCursor extends KnownError {
  constructor() {
    super('bad_cursor', undefined, { field: 'cursor' })
  }
}

/** A node of the map of heads that isn't there: pruned, or never kept. `hash` is hex. */
export class MissingNode extends Error {
  override readonly name = 'MissingNode'
  readonly hash: string

  constructor(hash: string) {
    super(`the map of heads has no node ${hash}`)
    this.hash = hash
  }
}

/** The database can't be used as it is: damaged, foreign, newer, or open elsewhere. The message says which, and what to do. */
export class UnusableStore extends Error {
  override readonly name = 'UnusableStore'
}

/** What lies at the bottom of an error: what is above often says no more than that the store is away. */
export function deepestMessage(error: Error): string {
  let deepest = error
  while (deepest.cause instanceof Error) deepest = deepest.cause
  return deepest.message
}
