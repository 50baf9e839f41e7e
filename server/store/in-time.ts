import type { Schedule } from '../anchoring/schedule.ts'
import { StoreUnavailable } from './errors.ts'

/** The process stays alive for it: whoever waits gets an answer. */
const byTimer: Schedule = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** What comes of some work, or StoreUnavailable where nothing has come of it in so many milliseconds; it may go on all the same. */
export function inTime<T>(work: Promise<T>, ms: number, schedule: Schedule = byTimer): Promise<T> {
  return new Promise((resolve, reject) => {
    const onTime = schedule(ms, () => reject(new StoreUnavailable(`The database has not answered within ${ms / 1000} s.`)))
    work.then(resolve, reject).finally(onTime)
  })
}
