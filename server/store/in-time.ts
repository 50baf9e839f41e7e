import { StoreUnavailable } from './errors.ts'

/** What comes of some work, or StoreUnavailable where nothing has come of it in so many milliseconds; it may go on all the same. */
export function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new StoreUnavailable(`The database has not answered within ${ms / 1000} s.`)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })
}
