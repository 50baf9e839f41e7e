import { setTimeout as wait } from 'node:timers/promises'

/** Runs what it is given in order, each beginning at least `intervalMs` after the one before began. */
export function createPace(intervalMs: number): <T>(run: () => Promise<T>) => Promise<T> {
  let turn = Promise.resolve()
  return run => {
    const mine = turn
    // The next one's turn is made now, and its time begins when this one's turn has come.
    turn = intervalMs === 0 ? turn : mine.then(() => wait(intervalMs, undefined, { ref: false }))
    return mine.then(run)
  }
}
