import type { Log } from '../actors/live-aggregate.ts'
import type { Schedule } from './schedule.ts'

/** Milliseconds until a pass that failed is made again. */
export const AFTER_FAILURE_MS = 5000

export type LoopOptions = {
  /** Does what is to be done now, and answers after how many milliseconds there is something again by itself. */
  readonly pass: () => Promise<number>
  readonly schedule: Schedule
  readonly log: Log
}

/** Passes, one at a time. */
export interface Loop {
  /** Something has changed: a pass is made now, or right after the one under way. */
  wake(): void
  /** Resolves when the pass under way has ended. */
  close(): Promise<void>
}

export function startLoop({ pass, schedule, log }: LoopOptions): Loop {
  let running: Promise<void> | null = null
  let again = false
  let closed = false
  let cancel = () => {}

  async function run(): Promise<void> {
    do {
      again = false
      cancel()
      let wait = AFTER_FAILURE_MS
      try {
        wait = await pass()
      } catch (error) {
        log.error({ err: error }, 'anchoring was interrupted; trying again')
      }
      if (!closed) cancel = schedule(wait, wake)
    } while (again && !closed)
  }

  function wake(): void {
    if (closed) return
    again = true
    running ??= run().finally(() => {
      running = null
    })
  }

  return {
    wake,
    async close() {
      closed = true
      await running
      cancel()
    },
  }
}
