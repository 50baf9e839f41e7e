/**
 * A leaky bucket for each key: `capacity` drops fit in, and a full one drains in `drainMs`. One number a key is remembered (the moment at
 * which its bucket will be empty), of at most `keys` keys; the one that wasn't touched for longest is forgotten first.
 */
export class Buckets {
  readonly #dropMs: number
  readonly #roomMs: number
  readonly #keys: number
  readonly #emptyAt = new Map<string, number>()

  constructor(options: { readonly capacity: number; readonly drainMs: number; readonly keys: number }) {
    this.#dropMs = options.drainMs / options.capacity
    this.#roomMs = options.drainMs - this.#dropMs
    this.#keys = options.keys
  }

  get size(): number {
    return this.#emptyAt.size
  }

  /** Milliseconds until another drop fits; 0: it fits now. */
  waitMs(key: string, now: number): number {
    return Math.max(0, (this.#emptyAt.get(key) ?? 0) - now - this.#roomMs)
  }

  add(key: string, now: number): void {
    this.#set(key, Math.max(this.#emptyAt.get(key) ?? 0, now) + this.#dropMs)
  }

  /** Takes a drop out again. */
  takeBack(key: string): void {
    const emptyAt = this.#emptyAt.get(key)
    if (emptyAt !== undefined) this.#set(key, emptyAt - this.#dropMs)
  }

  empty(key: string): void {
    this.#emptyAt.delete(key)
  }

  #set(key: string, emptyAt: number): void {
    this.#emptyAt.delete(key)
    this.#emptyAt.set(key, emptyAt)
    if (this.#emptyAt.size <= this.#keys) return
    for (const oldest of this.#emptyAt.keys()) {
      this.#emptyAt.delete(oldest)
      return
    }
  }
}
