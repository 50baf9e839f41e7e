import type { TroubleCode } from '../../core/protocol/anchoring.ts'
import type { Log } from '../actors/live-aggregate.ts'

/** How often the log says that a trouble lasts. */
const REMIND_MS = 5 * 60 * 1000

export type TroubleLogOptions = {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Pick<Log, 'warn'> & { info(fields: object, message: string): void }
  /** What is said when there is no trouble any more. */
  readonly over: string
}

/** The log's story of a trouble that is met again and again: a line when it begins or becomes another one, one in five minutes, one at its end. */
export class TroubleLog {
  readonly #options: TroubleLogOptions
  #told: { readonly code: TroubleCode; readonly since: number; readonly at: number } | null = null

  constructor(options: TroubleLogOptions) {
    this.#options = options
  }

  /** To be called each time it is met. */
  met(code: TroubleCode, text: string): void {
    const { now, log } = this.#options
    const at = now()
    const before = this.#told?.code === code ? this.#told : null
    if (before !== null && at - before.at < REMIND_MS) return
    const since = before?.since ?? at
    this.#told = { code, since, at }
    log.warn(before === null ? { code } : { code, since: new Date(since).toISOString() }, text)
  }

  /** To be called each time that all is well. */
  isOver(): void {
    if (this.#told === null) return
    const { code, since } = this.#told
    this.#told = null
    this.#options.log.info({ code, since: new Date(since).toISOString() }, this.#options.over)
  }
}
