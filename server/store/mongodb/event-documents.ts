import type { StoredEvent } from '../../../core/events/event.ts'
import type { Aggregate } from '../../../core/events/names.ts'
import { formatPosition } from '../cursors.ts'
import type { Commit, RecordedCommit, Snapshot } from '../store.ts'
import { charactersIn } from '../weight.ts'

/** An event within its commit. Salt and content are null where there are none, or none any more. */
export type EventDocument = StoredEvent & { readonly type: string; readonly actor: string; readonly command: string }

/**
 * A commit is one document: whoever inserts it has won the version that its id names, with everything in it. What follows from it
 * (settling.ts) is done before it is acknowledged, or by whoever meets it: nobody is told of a commit that is still pending.
 */
export type CommitDocument = {
  /** The aggregate, and the version of its first event. */
  readonly _id: string
  readonly aggregate: string
  readonly first: number
  readonly last: number
  /** Of its last event. */
  readonly hash: string
  readonly commandIds: readonly string[]
  readonly events: readonly EventDocument[]
  /** Versions whose content it drops. */
  readonly erase: readonly number[]
  readonly guard: string | null
  /** Where its first event stands in the feed, once it is settled. */
  readonly position?: number
  /** Until it is settled. */
  readonly pending?: true
  /** Until it is settled: the end of the feed when it was inserted, so that it stands nowhere before. */
  readonly after?: number
}

/** Who has a guard: the commit with this hash; null where it is revoked. */
export type GuardDocument = { readonly _id: string; readonly hash: string | null }

/** A commit's place in the feed. */
export type FeedEntry = {
  /** Of the commit. */
  readonly id: string
  /** How many events it has, and about how many characters they are. */
  readonly events: number
  readonly size: number
}

/**
 * A piece of the feed: commits in its order. It begins where the piece before ends, and no two begin at the same place: so there is never a
 * gap behind which something could appear later.
 */
export type FeedDocument = {
  /** The position of its last event, as a cursor. */
  readonly _id: string
  /** The position of its first event. */
  readonly first: number
  readonly commits: readonly FeedEntry[]
  /** By which it is found: what is in any of its commits. */
  readonly aggregates: readonly string[]
  readonly actors: readonly string[]
  readonly types: readonly string[]
}

/**
 * An aggregate's snapshot. Where content was erased, the document stays and says by which version: another server may still be about to save
 * what it made before.
 */
export type SnapshotDocument = Partial<Snapshot> & { readonly _id: string; readonly erased?: number }

export type NumberDocument = { readonly _id: string; readonly value: number }
export type TextDocument = { readonly _id: string; readonly text: string }
export type LeaseDocument = { readonly _id: string; readonly holder: string; readonly renewal: string }

/** An aggregate in a document, and in the ids of its commits. */
export function aggregateKey({ type, id }: Aggregate): string {
  return `${type}/${id}`
}

export function aggregateOf(key: string): Aggregate {
  const slash = key.indexOf('/')
  return { type: key.slice(0, slash), id: key.slice(slash + 1) }
}

/** The key of the aggregate whose commit has this id. */
export function keyOfCommit(id: string): string {
  return id.slice(0, id.lastIndexOf('/'))
}

/** Ids of one aggregate's commits compare as strings like their versions. */
export function commitId(key: string, first: number): string {
  return `${key}/${formatPosition(first)}`
}

/** A commit as it is inserted. It has at least one event. */
export function commitDocument(commit: Commit, after: number): CommitDocument {
  const { erase, guard } = commit
  return { ...recorded(commit), erase, guard, pending: true, after }
}

/** A commit of another store as it is inserted: settled, with its first event in its place in the feed. */
export function settledDocument(commit: RecordedCommit, position: number): CommitDocument {
  return { ...recorded(commit), erase: [], guard: null, position }
}

function recorded({ aggregate, expectedVersion, events }: RecordedCommit): Omit<CommitDocument, 'erase' | 'guard'> {
  const key = aggregateKey(aggregate)
  const first = expectedVersion + 1
  return {
    _id: commitId(key, first),
    aggregate: key,
    first,
    last: expectedVersion + events.length,
    hash: events.at(-1)?.hash ?? '',
    commandIds: [...new Set(events.map(({ fields }) => fields.commandId))],
    events: events.map(({ fields, header, salt, content, hash }) => ({
      type: fields.type,
      actor: fields.actor.id,
      command: fields.commandId,
      hash,
      header,
      salt,
      content,
    })),
  }
}

/** An event as the port has it. */
export function storedEvent({ header, salt, content, hash }: EventDocument): StoredEvent {
  return { header, salt, content, hash }
}

/** About how heavy the events of a commit are together. */
export function charactersOf(events: CommitDocument['events']): number {
  return events.reduce((sum, event) => sum + charactersIn(event), 0)
}
