import { StoreUnavailable } from '../store/errors.ts'
import type { Store } from '../store/store.ts'

/** How long after an answer the store is asked again. */
const LOOK_MS = 3000
/** How often in a row it must have been away: a database that changes its leader fails once, and everybody would connect again for it. */
const MISSES = 2

/** Asks the store every few seconds whether it is there; tells each time it still isn't. Answers how to stop. */
export function watchStore(store: Pick<Store, 'newest'>, onAway: () => void): () => void {
  let isStopped = false
  let missed = 0
  let timer = setTimeout(look, LOOK_MS).unref()

  async function look(): Promise<void> {
    missed = (await isThere(store)) ? 0 : missed + 1
    if (isStopped) return
    if (missed >= MISSES) onAway()
    timer = setTimeout(look, LOOK_MS).unref()
  }

  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}

async function isThere(store: Pick<Store, 'newest'>): Promise<boolean> {
  try {
    await store.newest()
    return true
  } catch (error) {
    return !(error instanceof StoreUnavailable)
  }
}
