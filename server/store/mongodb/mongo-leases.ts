import type { Store } from '../store.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { isDuplicate } from './failures.ts'

export function openMongoLeases(
  { ask }: Connection,
  { leases }: Pick<EventCollections, 'leases'>,
): Pick<Store, 'lease' | 'endLease' | 'leased'> {
  return {
    async lease(name, seen, { holder, renewal }) {
      try {
        if (seen === null) await ask(() => leases.insertOne({ _id: name, holder, renewal }))
        else return (await ask(() => leases.updateOne({ _id: name, renewal: seen }, { $set: { holder, renewal } }))).matchedCount === 1
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },
    async endLease(name, holder) {
      await ask(() => leases.deleteOne({ _id: name, holder }))
    },
    async leased(name) {
      const found = await ask(() => leases.findOne({ _id: name }))
      return found === null ? null : { holder: found.holder, renewal: found.renewal }
    },
  }
}
