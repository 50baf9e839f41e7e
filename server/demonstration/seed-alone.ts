import { holdLease, type LeaseOptions, untilHeld } from '../leases/lease.ts'
import { DEMONSTRATION_LEASE } from '../leases/names.ts'
import { type DemonstrationParts, seedDemonstration } from './seed.ts'

/**
 * As `seedDemonstration`, by one server at a time: of several that start at once on an empty store, one fills it, and the others wait
 * until it is done or gone.
 */
export async function seedAlone(parts: DemonstrationParts, options: Omit<LeaseOptions, 'name'>): Promise<boolean> {
  const lease = await holdLease({ ...options, name: DEMONSTRATION_LEASE })
  try {
    await untilHeld(lease)
    return await seedDemonstration(parts)
  } finally {
    await lease.close()
  }
}
