import { KnownError } from '../core/protocol/errors.ts'
import type { Log } from './actors/live-aggregate.ts'
import type { Readiness } from './http/deps.ts'
import type { HeldLeases } from './leases/duties.ts'
import type { Outage } from './outage.ts'
import type { Projections } from './projections/projections.ts'
import { StoreUnavailable } from './store/errors.ts'

export type ReadinessParts = {
  readonly projections: Pick<Projections, 'caughtUp'>
  readonly outage: Pick<Outage, 'isUnderWay'>
}

/** Whether the store answers and the lists are up to date; of a store that is known to be away it's answered at once. What nobody planned for is said to the log alone. */
export async function readiness(
  { projections, outage }: ReadinessParts,
  leases: () => HeldLeases,
  log: Pick<Log, 'error'>,
): Promise<Readiness> {
  if (outage.isUnderWay) return { ok: false, why: new StoreUnavailable().message }
  try {
    await projections.caughtUp()
    return { ok: true, leases: leases() }
  } catch (error) {
    if (error instanceof KnownError) return { ok: false, why: error.message }
    log.error({ err: error }, 'it can’t be told whether this server is ready')
    return { ok: false, why: 'Something is wrong that the server’s log tells of.' }
  }
}
