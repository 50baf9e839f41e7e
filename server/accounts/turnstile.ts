import { KnownError } from '../../core/protocol/errors.ts'

/**
 * Lets at most `width` pieces of work go on at once and at most `queue` wait; who comes after that is told so at once.
 * bcrypt runs on the same few threads as the file system: a crowd at the sign-in must not take them all.
 */
export class Turnstile {
  readonly #width: number
  readonly #queue: number
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(width: number, queue: number) {
    this.#width = width
    this.#queue = queue
  }

  /** @throws KnownError `overloaded` where too many wait already; else whatever the work throws */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter()
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  async #enter(): Promise<void> {
    if (this.#inside < this.#width) {
      this.#inside++
      return
    }
    if (this.#waiting.length >= this.#queue) throw new KnownError('overloaded')
    await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  /** The place goes straight to the next who waits. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#inside--
    else next()
  }
}
