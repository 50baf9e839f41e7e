import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import type { CommitDocument } from './event-documents.ts'
import { placesIn } from './feed-places.ts'

/** What is known of a commit that was met in passing. */
export type Met = Pick<CommitDocument, 'aggregate' | 'last' | 'hash' | 'pending'>
/** To read no more of it than that, which an index holds. */
export const MET = { _id: 0, aggregate: 1, last: 1, hash: 1, pending: 1 } as const

type Unmarked = Pick<CommitDocument, '_id' | 'hash' | 'position' | 'pending' | 'after'>
const UNMARKED = { hash: 1, position: 1, pending: 1, after: 1 } as const

/**
 * Where those of some pending commits stand that have a place in the feed, by their hashes. They count, as they are acknowledged once they
 * have it: that their mark says something else only means that it got lost, or isn't seen yet. The others are nothing so far.
 */
export async function placesOf(
  connection: Connection,
  { commits, feed }: Pick<EventCollections, 'commits' | 'feed'>,
  met: readonly Met[],
): Promise<ReadonlyMap<string, number>> {
  const places = new Map<string, number>()
  if (met.length === 0) return places
  const wanted = new Set(met.map(({ hash }) => hash))
  const keys = [...new Set(met.map(({ aggregate }) => aggregate))]
  const lasts = [...new Set(met.map(({ last }) => last))]
  const asMet = { aggregate: { $in: keys }, last: { $in: lasts } }
  const found = await connection.ask(() => commits.find<Unmarked>(asMet, { projection: UNMARKED }).toArray())
  const unmarked = found.filter(({ hash, pending }) => wanted.has(hash) && pending)
  for (const { hash, position } of found) if (wanted.has(hash) && position !== undefined) places.set(hash, position)
  if (unmarked.length === 0) return places

  const positions = await positionsIn(connection, feed, keys, Math.min(...unmarked.map(({ after = 0 }) => after)))
  const placed = unmarked.flatMap(({ _id }) => (positions.has(_id) ? [_id] : []))
  // One that was taken back meanwhile may have left its id to another one. What is placed stays: so this tells whose place that is.
  const owners = await connection.ask(() => commits.find({ _id: { $in: placed } }, { projection: { hash: 1 } }).toArray())
  for (const { _id, hash } of owners) {
    const position = positions.get(_id)
    if (position !== undefined && wanted.has(hash)) places.set(hash, position)
  }
  return places
}

/** Where commits of some aggregates stand in the feed after a position, by the commits' ids. */
async function positionsIn(
  { ask }: Connection,
  feed: EventCollections['feed'],
  aggregates: readonly string[],
  after: number,
): Promise<ReadonlyMap<string, number>> {
  const beyond = { aggregates: { $in: [...aggregates] }, first: { $gt: after } }
  const pieces = await ask(() => feed.find(beyond, { projection: { first: 1, commits: 1 } }).toArray())
  return new Map(pieces.flatMap(placesIn).map(({ id, position }) => [id, position]))
}
