import type { CollectionPlan } from './collections.ts'

/** Events, feed, snapshots, numbers, settings, notes and leases. */
export const EVENT_COLLECTIONS: readonly CollectionPlan[] = []
