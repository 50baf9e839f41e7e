/** From so many on, a number is large: whoever sees it doesn't miss one. */
export const LARGE = 10_000
/** So long a large number is answered again, in milliseconds. */
export const KEPT_MS = 10_000
/** So many are kept at most; then the oldest is forgotten. */
const MOST = 1000

/**
 * Numbers that take the longer to find out, the larger they are. A small one is exact: it is counted after it was asked for. A large one is
 * counted at most once in ten seconds by each server, and can be so old. However many ask at once, one count of a kind is under way.
 */
export class LargeCounts<T> {
  readonly #now: () => number
  readonly #sizeOf: (counted: T) => number
  readonly #running = new Map<string, Promise<T>>()
  /** In the order of when they were counted. */
  readonly #kept = new Map<string, { readonly at: number; readonly counted: T }>()

  /** `now` in milliseconds, of a clock that never goes back. */
  constructor(now: () => number, sizeOf: (counted: T) => number) {
    this.#now = now
    this.#sizeOf = sizeOf
  }

  /** What `count` answers now or, where that is much, has answered for this key up to ten seconds ago. */
  async get(key: string, count: () => Promise<T>): Promise<T> {
    const kept = this.#keptFor(key)
    if (kept !== null) return kept.counted
    const earlier = this.#running.get(key)
    if (earlier !== undefined) {
      // It may miss what is there by now: it counts where it turns out to be large. Whatever runs after it has begun after this was asked.
      await earlier.catch(() => {})
      const large = this.#keptFor(key)
      if (large !== null) return large.counted
    }
    return this.#running.get(key) ?? this.#count(key, count)
  }

  #keptFor(key: string): { readonly counted: T } | null {
    const kept = this.#kept.get(key)
    return kept !== undefined && this.#now() - kept.at < KEPT_MS ? kept : null
  }

  #count(key: string, count: () => Promise<T>): Promise<T> {
    const at = this.#now()
    const running = count()
      .then(counted => {
        this.#kept.delete(key)
        if (this.#sizeOf(counted) >= LARGE) this.#keep(key, at, counted)
        return counted
      })
      .finally(() => this.#running.delete(key))
    this.#running.set(key, running)
    return running
  }

  #keep(key: string, at: number, counted: T): void {
    this.#kept.set(key, { at, counted })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest)
  }
}
