import { setTimeout as delay } from 'node:timers/promises'
import { StoreUnavailable } from '../store/errors.ts'
import type { Store } from '../store/store.ts'

/** How often a piece of work is tried while the store answers everything else, and how many milliseconds lie in between. */
const TRIES = 5
const AGAIN_MS = 500

/**
 * Does a piece of work with the store. Answers what is in its way although the store is there, null where it is done: so a store that was away
 * is never taken for something that can't be done, and one thing that always fails doesn't look like a store that is away.
 * @throws StoreUnavailable where the store is away; AbortError
 */
export async function obstacleTo(
  work: () => Promise<void>,
  store: Pick<Store, 'newest'>,
  signal?: AbortSignal,
): Promise<{ readonly error: unknown } | null> {
  for (let tries = 1; ; tries++) {
    try {
      await work()
      return null
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) return { error }
      // It rejects where the store is away.
      await store.newest()
      if (tries === TRIES) return { error }
      await delay(AGAIN_MS, undefined, { signal })
    }
  }
}
