import { KnownError } from '../../core/protocol/errors.ts'

/** How long a reader waits at most for what was appended before it asked. */
const BARRIER_MS = 5000
const LATE = 'The lists are still being brought up to date. Try again in a moment.'

type Waiting = { readonly position: string; readonly resolve: () => void }

/** Those who wait for the rows to come to a position. */
export class Barrier {
  readonly #waiting = new Set<Waiting>()

  /** @throws KnownError `overloaded` where the rows don't come there within 5 s */
  until(position: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        position,
        resolve: () => {
          clearTimeout(timer)
          this.#waiting.delete(waiting)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        // Where the rows can't follow for long, those who gave up must not pile up.
        this.#waiting.delete(waiting)
        reject(new KnownError('overloaded', LATE))
      }, BARRIER_MS)
      this.#waiting.add(waiting)
    })
  }

  /** Lets go whoever waits for no more than this. */
  reached(cursor: string | null): void {
    for (const { position, resolve } of this.#waiting) if (cursor !== null && position <= cursor) resolve()
  }
}
