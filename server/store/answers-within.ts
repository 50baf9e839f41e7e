import type { Schedule } from '../anchoring/schedule.ts'
import { StoreUnavailable } from './errors.ts'
import { inTime } from './in-time.ts'
import type { Store } from './store.ts'

/** Whether the store is there, and says so in so many milliseconds: what is wrong with its answer is another matter. */
export async function answersWithin(store: Pick<Store, 'newest'>, ms: number, schedule?: Schedule): Promise<boolean> {
  try {
    await inTime(store.newest(), ms, schedule)
    return true
  } catch (error) {
    return !(error instanceof StoreUnavailable)
  }
}
