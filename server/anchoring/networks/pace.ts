import type { Schedule } from '../schedule.ts'

/** Runs what it is given in order, each beginning at least `intervalMs` after the one before began. 0: at once. */
export function createPace(intervalMs: number, schedule: Schedule): <T>(run: () => Promise<T>) => Promise<T> {
  if (intervalMs === 0) return run => run()
  let turn = Promise.resolve()
  return run => {
    const mine = turn
    turn = mine.then(() => new Promise(resolve => void schedule(intervalMs, resolve)))
    return mine.then(run)
  }
}
