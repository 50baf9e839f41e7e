import { setTimeout as delay } from 'node:timers/promises'
import { deepestMessage, StoreUnavailable } from '../store/errors.ts'
import type { Store } from '../store/store.ts'

/** How many milliseconds lie between tries while the store answers everything else: a busy database refuses some reads for a while. */
const PAUSES_MS: readonly number[] = [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]

/** Waits for so many milliseconds. @throws AbortError */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>

export const pauseByTimer: Pause = (ms, signal) => delay(ms, undefined, { signal })

export type Patience = { readonly pause: Pause; readonly signal?: AbortSignal | undefined }

/**
 * What is in the way of pieces of work although the store is there: so a store that was away is never taken for something that can't be done,
 * and one thing that always fails doesn't look like a store that is away.
 */
export class Obstacles {
  readonly #store: Pick<Store, 'newest'>
  readonly #patience: Patience
  /** What the store has refused for a minute: nobody waits for that again. */
  readonly #refused = new Set<string>()

  constructor(store: Pick<Store, 'newest'>, patience: Patience) {
    this.#store = store
    this.#patience = patience
  }

  /**
   * Does a piece of work with the store, and answers what is in its way; null where it is done. What the store refuses while it answers
   * everything else is tried for a minute, and once where other work on the same subject has been refused for so long.
   * @throws StoreUnavailable where the store is away; AbortError
   */
  async to(work: () => Promise<void>, subject: string): Promise<{ readonly error: unknown } | null> {
    const pauses = this.#refused.has(subject) ? [] : [...PAUSES_MS]
    for (;;) {
      try {
        await work()
        return null
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) return { error }
        // It rejects where the store is away.
        await this.#store.newest()
        const ms = pauses.shift()
        if (ms === undefined) {
          this.#refused.add(subject)
          // Not with that as its cause: who logs it would say that the store is away.
          return { error: new Error(`the store answers everything else, and not this: ${deepestMessage(error)}`) }
        }
        await this.#patience.pause(ms, this.#patience.signal)
      }
    }
  }
}
