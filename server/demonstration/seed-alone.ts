import { holdLease, type Lease, type LeaseOptions } from '../leases/lease.ts'
import { DEMONSTRATION_LEASE } from '../leases/names.ts'
import { type DemonstrationParts, seedDemonstration } from './seed.ts'

/**
 * As `seedDemonstration`, by one server at a time: of several that start at once on an empty store, one fills it, and the others wait
 * until it is done or gone.
 */
export async function seedAlone(parts: DemonstrationParts, options: Omit<LeaseOptions, 'name'>): Promise<boolean> {
  const lease = await holdLease({ ...options, name: DEMONSTRATION_LEASE })
  try {
    await held(lease)
    return await seedDemonstration(parts)
  } finally {
    await lease.close()
  }
}

async function held(lease: Lease): Promise<void> {
  if (lease.isHolder()) return
  await new Promise<void>(resolve => {
    const stop = lease.onChange(holds => {
      if (!holds) return
      stop()
      resolve()
    })
  })
}
