import type { FeedPage } from './store.ts'

/** Tells followers of the feed that there may be something new. */
export class Signal {
  #count = 0
  #waiting: (() => void)[] = []

  /** How often it was given: to be read before looking, so that nothing given meanwhile is missed. */
  get count(): number {
    return this.#count
  }

  give(): void {
    this.#count += 1
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /** Resolves when it was given more often than `seen`, or when `abort` fires. */
  async after(seen: number, abort: AbortSignal): Promise<void> {
    if (this.#count > seen || abort.aborted) return
    await new Promise<void>(resolve => {
      const wake = () => {
        abort.removeEventListener('abort', wake)
        this.#waiting = this.#waiting.filter(waiting => waiting !== wake)
        resolve()
      }
      abort.addEventListener('abort', wake, { once: true })
      this.#waiting.push(wake)
    })
  }
}

/** A feed for a store that hears of its own commits: reads page after page, and waits for the signal where there is none. */
export async function* followFeed(
  readPage: (after: string | null) => Promise<FeedPage | null>,
  after: string | null,
  signal: Signal,
  abort: AbortSignal,
): AsyncGenerator<FeedPage> {
  let cursor = after
  while (!abort.aborted) {
    const seen = signal.count
    const page = await readPage(cursor)
    if (abort.aborted) return
    if (page === null) {
      await signal.after(seen, abort)
      continue
    }
    yield page
    cursor = page.cursor
  }
}
