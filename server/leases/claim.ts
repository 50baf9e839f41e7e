import type { Store } from '../store/store.ts'

export type ClaimOptions = {
  readonly store: Pick<Store, 'lease' | 'leased'>
  readonly name: string
  /** Who asks (holder.ts). */
  readonly holder: string
  /** For how many milliseconds a renewal counts. The same for all who ask for the lease. */
  readonly ttlMs: number
  /** Milliseconds by a clock that only goes forward, from whenever: `performance.now()`. */
  readonly monotonic: () => number
  /** A name that no renewal had before. */
  readonly freshId: () => string
}

/**
 * Attempts at a lease. Whether somebody else who has it still lives is told by its renewals alone: one that has stood here for `ttlMs` is over.
 * So every process counts by its own clock, and what the clocks of different machines say is never compared.
 */
export class LeaseClaim {
  readonly #options: ClaimOptions
  /** Somebody else's renewal, and when it was first seen. */
  #seen: { readonly renewal: string; readonly since: number } | null = null

  constructor(options: ClaimOptions) {
    this.#options = options
  }

  /**
   * Whether it is the holder's now, for `ttlMs` counted from before the call. Where that of others has run out, one of them gets it.
   * @throws StoreUnavailable, and may have got it
   */
  async attempt(): Promise<boolean> {
    const { store, name, holder, freshId } = this.#options
    const standing = await store.leased(name)
    if (standing === null || standing.holder === holder) this.#seen = null
    else if (!this.#isOver(standing.renewal)) return false
    return store.lease(name, standing?.renewal ?? null, { holder, renewal: freshId() })
  }

  /** In how many milliseconds somebody else's renewal is over, unless there is another by then; null where none was seen. */
  get overInMs(): number | null {
    return this.#seen === null ? null : this.#seen.since + this.#options.ttlMs - this.#options.monotonic()
  }

  /** Counted from after it was read: it was written before that. */
  #isOver(renewal: string): boolean {
    const now = this.#options.monotonic()
    if (this.#seen?.renewal !== renewal) this.#seen = { renewal, since: now }
    return now - this.#seen.since >= this.#options.ttlMs
  }
}
