import { randomUUID } from 'node:crypto'
import { timerSchedule } from '../anchoring/schedule.ts'
import type { LeaseOptions } from './lease.ts'

/** By what this process counts the time of its leases, names their renewals, and comes back to them. */
export const OF_THIS_PROCESS: Pick<LeaseOptions, 'monotonic' | 'freshId' | 'schedule'> = {
  monotonic: () => performance.now(),
  freshId: randomUUID,
  schedule: timerSchedule,
}
