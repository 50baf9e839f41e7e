import type { Collection } from 'mongodb'
import type { CollectionPlan } from './collections.ts'
import type { Connection } from './connection.ts'
import { count, nullable, object, some, text, texts, withOptional } from './document-schemas.ts'
import type {
  CommitDocument,
  FeedDocument,
  GuardDocument,
  LeaseDocument,
  NumberDocument,
  SnapshotDocument,
  TextDocument,
} from './event-documents.ts'

export type EventCollections = {
  readonly commits: Collection<CommitDocument>
  readonly guards: Collection<GuardDocument>
  readonly feed: Collection<FeedDocument>
  readonly snapshots: Collection<SnapshotDocument>
  readonly counters: Collection<NumberDocument>
  readonly settings: Collection<TextDocument>
  readonly notes: Collection<TextDocument>
  readonly leases: Collection<LeaseDocument>
}

export function eventCollections({ collection }: Connection): EventCollections {
  return {
    commits: collection('commits'),
    guards: collection('guards'),
    feed: collection('feed'),
    snapshots: collection('snapshots'),
    counters: collection('counters'),
    settings: collection('settings'),
    notes: collection('notes'),
    leases: collection('leases'),
  }
}

const textOrNull = nullable(text)
const event = object({ type: text, actor: text, command: text, hash: text, header: text, salt: textOrNull, content: textOrNull })
const entry = object({ id: text, events: count, size: count })
const named = (properties: Record<string, object>) => ({ schema: object({ _id: text, ...properties }), indexes: [] })

/** Commits, guards, feed, snapshots, numbers, settings, notes and leases. */
export const EVENT_COLLECTIONS: readonly CollectionPlan[] = [
  {
    name: 'commits',
    schema: withOptional(
      {
        _id: text,
        aggregate: text,
        first: count,
        last: count,
        hash: text,
        commandIds: texts,
        events: some(event),
        erase: { bsonType: 'array', items: count },
        guard: textOrNull,
      },
      { position: count, pending: { enum: [true] }, after: count },
    ),
    indexes: [
      // With what stands behind the version, heads are read from the index alone.
      { name: 'by_version', key: { aggregate: 1, last: 1, hash: 1, pending: 1 } },
      // An aggregate records a command once, whatever a server believed that appended it: a commit names each of its commands once.
      { name: 'by_command', key: { aggregate: 1, commandIds: 1 }, unique: true },
      { name: 'pending', key: { pending: 1 }, sparse: true },
    ],
  },
  { name: 'guards', ...named({ hash: textOrNull }) },
  {
    name: 'feed',
    schema: object({
      _id: text,
      first: count,
      commits: some(entry),
      aggregates: texts,
      actors: texts,
      types: texts,
    }),
    indexes: [
      { name: 'by_position', key: { first: 1 }, unique: true },
      { name: 'by_aggregate', key: { aggregates: 1, first: -1 } },
      { name: 'by_actor', key: { actors: 1, first: -1 } },
      { name: 'by_type', key: { types: 1, first: -1 } },
    ],
  },
  {
    name: 'snapshots',
    schema: withOptional({ _id: text }, { version: count, hash: text, machine: count, state: text, erased: count }),
    indexes: [],
  },
  { name: 'counters', ...named({ value: count }) },
  { name: 'settings', ...named({ text }) },
  { name: 'notes', ...named({ text }) },
  { name: 'leases', ...named({ holder: text, renewal: text }) },
]
