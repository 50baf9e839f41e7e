import { StoreUnavailable } from '../store/errors.ts'
import type { Store } from '../store/store.ts'

/** How long after an answer the store is asked again. */
const LOOK_MS = 3000

/** Asks the store every few seconds whether it is there; tells each time it isn't. Answers how to stop. */
export function watchStore(store: Pick<Store, 'newest'>, onAway: () => void): () => void {
  let isStopped = false
  let timer = setTimeout(look, LOOK_MS).unref()

  async function look(): Promise<void> {
    try {
      await store.newest()
    } catch (error) {
      if (error instanceof StoreUnavailable && !isStopped) onAway()
    }
    if (!isStopped) timer = setTimeout(look, LOOK_MS).unref()
  }

  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
