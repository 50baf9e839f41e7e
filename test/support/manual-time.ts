import type { Schedule } from '../../server/anchoring/schedule.ts'

type Timer = { readonly at: number; readonly run: () => void }

/** A clock that a test sets forward, and timers that run by it. */
export class ManualTime {
  #now = Date.parse('2026-11-23T09:00:00.000Z')
  readonly #timers = new Set<Timer>()

  readonly now = () => this.#now

  readonly schedule: Schedule = (ms, run) => {
    const timer = { at: this.#now + ms, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Sets the clock forward, and runs what is due on the way, in order; what a timer starts has a turn before the next one. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settled()
    }
    this.#now = end
    await settled()
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
  }
}

/** Lets everything that waits for nothing outside the process come to rest. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve))
}
