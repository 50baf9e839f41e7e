import type { Logger } from 'pino'
import type { Schedule } from './anchoring/schedule.ts'

/** How many entries are written in any minute. */
const MOST = 10
const MINUTE_MS = 60_000

export type RationOptions = {
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly schedule: Schedule
  /** What is said of those that weren't written. */
  readonly message: string
}

/** Ten entries a minute; the others are counted, and told of in one line a minute later. */
export class Ration {
  readonly #options: RationOptions
  /** When the last ones were written. */
  #times: readonly number[] = []
  #unwritten = 0
  #cancel: (() => void) | null = null

  constructor(options: RationOptions) {
    this.#options = options
  }

  take(write: () => void): void {
    const now = this.#options.now()
    this.#times = this.#times.filter(at => at > now - MINUTE_MS)
    if (this.#times.length < MOST) {
      this.#times = [...this.#times, now]
      write()
    } else this.count(1)
  }

  /** There are so many more. */
  count(entries: number): void {
    this.#unwritten += entries
    if (this.#unwritten > 0) this.#cancel ??= this.#options.schedule(MINUTE_MS, () => this.tell())
  }

  /** Tells of those that weren't written, if any, without waiting for the minute to end. */
  tell(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#unwritten > 0) this.#options.log.warn({ unwritten: this.#unwritten }, this.#options.message)
    this.#unwritten = 0
  }
}
