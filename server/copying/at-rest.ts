import { LEASE_MS } from '../leases/lease.ts'
import { ANCHORING_LEASE, LISTS_LEASE } from '../leases/names.ts'
import { UnusableStore } from '../store/errors.ts'
import type { StoreReads } from '../store/store-reads.ts'

/** Those that a server holds while it works on a store; none counts for longer than `LEASE_MS`. */
const OF_SERVERS = [ANCHORING_LEASE, LISTS_LEASE]
const LOOK_MS = 250

/** The last renewals of the leases of servers, by those that don't work any more. */
export type Rest = readonly (string | null)[]

/** How a source stood when it was copied: nobody worked on it, and it had come to this event and this epoch. */
export type SourceEnd = { readonly rest: Rest; readonly newest: string | null; readonly epoch: number | null }

type Leases = Pick<StoreReads, 'leased'>

/**
 * Looks whether a server works on a store: it would renew a lease. Where one was killed, its last renewal stands, and is watched for as long as it
 * would count. `wait` takes so many milliseconds. @throws UnusableStore where one works
 */
export async function requireAtRest(source: Leases, wait: (ms: number) => Promise<unknown>): Promise<Rest> {
  let rest = await renewals(source)
  for (let waited = 0; waited < LEASE_MS && rest.some(renewal => renewal !== null); waited += LOOK_MS) {
    await wait(LOOK_MS)
    const found = await renewals(source)
    // One that was given back is from a server that has just stopped.
    if (found.some((renewal, place) => renewal !== null && renewal !== rest[place])) throw atWork()
    rest = found
  }
  return rest
}

/** @throws UnusableStore where a server works on the source, or has since it was copied */
export async function requireUnused(
  source: Leases & Pick<StoreReads, 'newest'> & { readonly proofs: Pick<StoreReads['proofs'], 'newestEpoch'> },
  end: SourceEnd,
): Promise<void> {
  const [found, newest, epoch] = await Promise.all([renewals(source), source.newest(), source.proofs.newestEpoch()])
  if (found.some((renewal, place) => renewal !== end.rest[place])) throw atWork()
  if (newest !== end.newest || (epoch?.index ?? null) !== end.epoch)
    throw new UnusableStore(
      'The source was used while it was copied. Stop what works on it, and run the copy again: it goes on where it is.',
    )
}

async function renewals(source: Leases): Promise<Rest> {
  return Promise.all(OF_SERVERS.map(async name => (await source.leased(name))?.renewal ?? null))
}

function atWork(): UnusableStore {
  return new UnusableStore('A server works on the source. Stop all of its servers, and run the copy again.')
}
