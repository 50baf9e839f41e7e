import type { Store } from '../store.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { isDuplicate } from './failures.ts'

export function openMongoLeases(
  { ask }: Connection,
  { leases }: Pick<EventCollections, 'leases'>,
): Pick<Store, 'lease' | 'endLease' | 'isLeased'> {
  return {
    async lease(name, holder, now, ttl) {
      const free = { _id: name, $or: [{ holder }, { until: { $lte: now } }] }
      try {
        await ask(() => leases.updateOne(free, { $set: { holder, until: now + ttl } }, { upsert: true }))
        return true
      } catch (error) {
        // It is there, and not free: so it could only have been made a second time.
        if (isDuplicate(error)) return false
        throw error
      }
    },
    async endLease(name, holder) {
      await ask(() => leases.deleteOne({ _id: name, holder }))
    },
    isLeased: async (name, now) => (await ask(() => leases.findOne({ _id: name, until: { $gt: now } }))) !== null,
  }
}
