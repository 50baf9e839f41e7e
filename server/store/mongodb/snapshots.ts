import type { Aggregate } from '../../../core/events/names.ts'
import type { Store } from '../store.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { aggregateKey } from './event-documents.ts'
import { isDuplicate } from './failures.ts'

export function openSnapshots(
  { ask }: Connection,
  { snapshots }: Pick<EventCollections, 'snapshots'>,
): Pick<Store, 'snapshot' | 'saveSnapshot'> {
  return {
    async snapshot(aggregate) {
      const found = await ask(() => snapshots.findOne({ _id: aggregateKey(aggregate) }))
      if (found === null) return null
      const { version, hash, machine, state } = found
      if (version === undefined || hash === undefined || machine === undefined || state === undefined) return null
      return { version, hash, machine, state }
    },
    async saveSnapshot(aggregate: Aggregate, { version, hash, machine, state }) {
      const id = aggregateKey(aggregate)
      const notErased = { _id: id, $or: [{ erased: { $exists: false } }, { erased: { $lte: version } }] }
      try {
        await ask(() => snapshots.updateOne(notErased, { $set: { version, hash, machine, state } }, { upsert: true }))
      } catch (error) {
        // It is there, and content was erased after this version: the snapshot may repeat it, and nobody needs it.
        if (!isDuplicate(error)) throw error
      }
    },
  }
}
