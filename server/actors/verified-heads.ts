import type { Aggregate } from '../../core/events/names.ts'
import type { Head } from '../store/store.ts'

/** Heads that are remembered at most; whoever was checked longest ago is checked anew. */
const REMEMBERED = 50_000

/**
 * The heads up to which this process has checked chains from their first event. A snapshot at such a head spares the check of what lies
 * before it; any other one spares only the replay.
 */
export class VerifiedHeads {
  readonly #hashes = new Map<string, string>()

  note({ type, id }: Aggregate, { hash }: Head): void {
    const key = `${type}:${id}`
    this.#hashes.delete(key)
    this.#hashes.set(key, hash)
    if (this.#hashes.size <= REMEMBERED) return
    for (const oldest of this.#hashes.keys()) {
      this.#hashes.delete(oldest)
      return
    }
  }

  has({ type, id }: Aggregate, { hash }: Head): boolean {
    return this.#hashes.get(`${type}:${id}`) === hash
  }
}
