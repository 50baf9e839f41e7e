import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'

/**
 * Drops content and salt of events of an aggregate, and its snapshot, which may repeat them. Snapshots of versions before `by` can't be
 * saved any more. No harm is done where all of it is gone already, or there are no such events.
 */
export async function dropContent(
  { ask }: Connection,
  { commits, snapshots }: Pick<EventCollections, 'commits' | 'snapshots'>,
  key: string,
  versions: readonly number[],
  by: number,
): Promise<void> {
  for (const version of versions) {
    const commit = await ask(() =>
      commits.findOne({ aggregate: key, last: { $gte: version } }, { sort: { last: 1 }, projection: { first: 1 } }),
    )
    if (commit === null || commit.first > version) continue
    const event = `events.${version - commit.first}`
    await ask(() =>
      commits.updateOne({ _id: commit._id, aggregate: key }, { $set: { [`${event}.salt`]: null, [`${event}.content`]: null } }),
    )
  }
  const emptied = { $unset: { version: '', hash: '', machine: '', state: '' }, $max: { erased: by } } as const
  await ask(() => snapshots.updateOne({ _id: key }, emptied, { upsert: true }))
}
