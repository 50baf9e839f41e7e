import { answersWithin } from '../store/answers-within.ts'
import type { Store } from '../store/store.ts'

/** How long after an answer the store is asked again. */
const LOOK_MS = 3000
/** And while it is away: everybody waits for its return. */
const LOOK_AGAIN_MS = 1000
/** A store that takes longer for its answer has missed. Two misses end sooner than a page gives up waiting for its own answer (15 s). */
const ANSWER_MS = 4000
/** How often in a row it must have missed: a database that changes its leader fails once, and everybody would connect again for it. */
const MISSES = 2

export type StoreWatch = {
  readonly isAway: boolean
  stop(): void
}

/** Asks the store every few seconds whether it is there; tells each time it still isn't. */
export function watchStore(store: Pick<Store, 'newest'>, onAway: () => void): StoreWatch {
  let isStopped = false
  let missed = 0
  let timer = setTimeout(look, LOOK_MS).unref()
  const isAway = () => missed >= MISSES

  async function look(): Promise<void> {
    missed = (await answersWithin(store, ANSWER_MS)) ? 0 : missed + 1
    if (isStopped) return
    if (isAway()) onAway()
    timer = setTimeout(look, isAway() ? LOOK_AGAIN_MS : LOOK_MS).unref()
  }

  return {
    get isAway() {
      return isAway()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
