import type { StoredEvent } from '../../core/events/event.ts'
import type { EventHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import type { Accounts, Sessions } from './accounts.ts'
import type { Notices } from './notices.ts'
import type { BlockHeaders, ProofStore } from './proofs.ts'
import type { ReadModels } from './read-models.ts'

/** The newest event of an aggregate. */
export type Head = { readonly version: number; readonly hash: string }

/** An event to append, with its header as already read: adapters index its fields and never parse. */
export type NewEvent = StoredEvent & { readonly fields: EventHeader }

/** All events of one command, or of a batch of commands to the same aggregate: recorded together or not at all. */
export type Commit = {
  readonly aggregate: Aggregate
  /** The head that the events were decided upon; 0 for a new aggregate. Their versions follow it without a gap. */
  readonly expectedVersion: number
  readonly events: readonly NewEvent[]
  /** Versions of this aggregate whose content is dropped in the same step, as `Store.erase` does: what `content_erased` events name. */
  readonly erase: readonly number[]
  /**
   * A name that one commit at most can have, and that `Store.revoke` can forbid: what the commit relies on elsewhere, such as a place of
   * the open-ticket limit, can be taken away for certain. Null where it relies on nothing.
   */
  readonly guard: string | null
}

/** A commit as another store has recorded it: what it was to erase is erased, and what it relied on was seen to. */
export type RecordedCommit = Pick<Commit, 'aggregate' | 'expectedVersion' | 'events'>

/**
 * `appended`: durable. `duplicate`: this aggregate has already recorded one of the commit's command ids, and nothing was stored;
 * `commandId` is the first such one.
 */
export type AppendResult = { readonly outcome: 'appended' } | { readonly outcome: 'duplicate'; readonly commandId: string }

/** An event in the order in which the store took it in. Positions are opaque, but for one store they compare as strings. */
export type PositionedEvent = StoredEvent & { readonly position: string }

export type FeedPage = { readonly events: readonly PositionedEvent[]; readonly cursor: string }

export type EventFilter = {
  readonly actor?: string | undefined
  readonly aggregate?: Aggregate | undefined
  readonly type?: string | undefined
}

/** `cursor` is what the page before answered as `next`; null for the first page. `limit` is 1 to 1000. */
export type PageRequest = { readonly limit: number; readonly cursor: string | null }
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null }

/** A small value or text, and the name that it is kept under. */
export type Named = { readonly name: string; readonly text: string }

/** Who has a lease, and its last renewal, of which no two are the same. It bears no time: the clocks of machines differ. */
export type LeaseMark = { readonly holder: string; readonly renewal: string }

/** A cache of a machine's state. Good only where version, hash and machine version all fit the chain. */
export type Snapshot = Head & { readonly machine: number; readonly state: string }

/**
 * The store port: everything Sealdesk keeps. Adapters hold one contract (test/contract), with nothing weaker in any of them.
 * Every call may reject with StoreUnavailable; what else a call rejects with stands with it (errors in errors.ts).
 */
export interface Store {
  /**
   * Appends atomically; when it resolves, the events are on disk.
   * @throws VersionConflict when the aggregate's head isn't at `expectedVersion`. A duplicate command is told before a conflict.
   * @throws GuardRevoked when the commit's guard is revoked, or another commit has it. Of this and a conflict, either may be told.
   */
  append(commit: Commit): Promise<AppendResult>

  /**
   * Appends commits of another store, in this order, to a store that nobody else writes to. Where it rejects, or the process dies, `newest` says
   * how many are recorded: a beginning of them. The rest can be given again then, and has to be, in the same commits, before anything else is
   * appended. No command in them was recorded before. @throws VersionConflict for the first one that doesn't follow its aggregate's head
   */
  appendAll(commits: readonly RecordedCommit[]): Promise<void>

  /**
   * Forbids every commit with this guard, from now on and for ever, one that is on its way included; true also where it was forbidden
   * already. False where such a commit is appended: nothing is changed then.
   */
  revoke(guard: string): Promise<boolean>

  /** The events that a command caused on an aggregate, in order; empty where it is unknown. */
  outcome(aggregate: Aggregate, commandId: string): Promise<readonly StoredEvent[]>

  head(aggregate: Aggregate): Promise<Head | null>

  /** The chain after a version, in order, in pages of bounded size: a long history never has to fit in memory. */
  chain(aggregate: Aggregate, afterVersion: number): AsyncIterable<readonly StoredEvent[]>

  /** One page of a chain: at most `limit` events after a version. */
  chainPage(aggregate: Aggregate, afterVersion: number, limit: number): Promise<readonly StoredEvent[]>

  /** Every aggregate with its head, in pages, in a stable order. */
  aggregates(): AsyncIterable<readonly (Head & { readonly aggregate: Aggregate })[]>

  /**
   * Every event after a cursor (null: from the beginning), in order for each aggregate, then whatever comes, until the signal aborts:
   * then it ends without an error; where the store is closed first, with StoreUnavailable. Nothing is skipped, also when writers commit
   * at the same moment. Pages are never empty. @throws BadCursor
   */
  feed(after: string | null, signal: AbortSignal): AsyncIterable<FeedPage>

  /** The events after a cursor, as a page of the feed; null where there are none yet. @throws BadCursor */
  feedPage(after: string | null): Promise<FeedPage | null>

  /** The cursor of the newest event; null in an empty store. What a feed has reached can be compared with it: `cursor >= newest`. */
  newest(): Promise<string | null>

  /** Events newest first, by indexes. @throws BadCursor */
  events(filter: EventFilter, page: PageRequest): Promise<Page<PositionedEvent>>

  /**
   * Drops content and salt of an event, and the aggregate's snapshot, which may repeat them; nothing else. No harm done where they are
   * gone already.
   */
  erase(aggregate: Aggregate, version: number): Promise<void>

  snapshot(aggregate: Aggregate): Promise<Snapshot | null>
  saveSnapshot(aggregate: Aggregate, snapshot: Snapshot): Promise<void>

  /** Gives out the next short number of a ticket (#12), from 1; each only once. A number whose ticket is never created leaves a gap. */
  nextNumber(): Promise<number>
  /** The newest of these numbers; 0 where none was given out. */
  lastNumber(): Promise<number>
  /** Numbers up to this one are never given out from now on. */
  skipNumbers(upTo: number): Promise<void>

  /** A small value under a name, such as the log's origin; null where it was never set. */
  setting(name: string): Promise<string | null>
  /** Sets a value unless there is one, and answers the one that stands. */
  settleSetting(name: string, value: string): Promise<string>
  /** All of them, by their names: there are few. */
  settings(): Promise<readonly Named[]>

  /** A small text under a name that is replaced as a whole, such as how anchoring stands; null where none was noted. */
  noted(name: string): Promise<string | null>
  note(name: string, text: string): Promise<void>
  /** All of them, by their names: there are few. */
  notes(): Promise<readonly Named[]>

  /**
   * Gives the lease of that name to whom `mark` names, or renews it, if it still stands at the renewal that was `seen`; null: if nobody has it.
   * Whether that is so: of several who ask at once, one gets it. How long it counts is a matter of those who ask (server/leases).
   */
  lease(name: string, seen: string | null, mark: LeaseMark): Promise<boolean>
  /** Gives a lease back; nothing happens where somebody else holds it. */
  endLease(name: string, holder: string): Promise<void>
  /** Who has the lease of that name, or had it when it was killed; null where nobody has. */
  leased(name: string): Promise<LeaseMark | null>

  readonly notices: Notices
  readonly proofs: ProofStore
  readonly blocks: BlockHeaders
  readonly readModels: ReadModels
  readonly accounts: Accounts
  readonly sessions: Sessions

  /** Everything acknowledged is on disk already; releases files and threads. Further calls reject with StoreUnavailable. */
  close(): Promise<void>
}
