import type { Logger } from 'pino'
import type { Schedule } from './anchoring/schedule.ts'
import { RowsBegunAnew, StoreUnavailable } from './store/errors.ts'
import type { Store } from './store/store.ts'

/** How long after an answer that didn't come the store is asked again. */
const LOOK_MS = 1000
/** How often the log says that the store is still away, or has been for moments. */
const REMIND_MS = 60_000
/** For how long the store is asked whether it is there: less where it hasn't answered before. */
const ASK_MS = 5000
const ASK_AGAIN_MS = 1000
/** How deep a failure of the store is looked for in the causes of an error. */
const CAUSES = 5

const LEVELS: readonly PropertyKey[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

export type OutageOptions = {
  readonly log: Logger
  readonly store: Pick<Store, 'newest'>
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly schedule: Schedule
}

/**
 * One story of the store's being away, in place of what everything that needs the store would say of it: a line when it goes, one a minute
 * as long as it is away, one when it is back. A store that comes and goes makes no more lines than that: at most four in any minute.
 */
export class Outage {
  /** The log for all who work with the store: what fails because that is away is counted, and not written. */
  readonly log: Logger
  readonly #options: OutageOptions
  #since: number | null = null
  /** Whether that it is away stands in the log, so that its return will. */
  #isTold = false
  /** What was not written of late, and what that was last about. */
  #unwritten = 0
  #last: StoreUnavailable | null = null
  /** How often it went without a line. */
  #untold = 0
  #cancelLook = () => {}
  #cancelReminder: (() => void) | null = null
  #isClosed = false

  constructor(options: OutageOptions) {
    this.#options = options
    this.log = patient(options.log, fields => this.#takes(fields))
  }

  /** Whether the store didn't answer when it was needed last. */
  get isUnderWay(): boolean {
    return this.#since !== null
  }

  /** Whether the store doesn't answer now either: it is asked, and has a second where it is believed to be away, and five elsewhere. */
  isNow(): Promise<boolean> {
    const { store, schedule } = this.#options
    return new Promise(resolve => {
      const cancel = schedule(this.isUnderWay ? ASK_AGAIN_MS : ASK_MS, () => resolve(true))
      void answers(store).then(isThere => {
        cancel()
        resolve(!isThere)
      })
    })
  }

  /** Nothing is taken from the log any more. */
  close(): void {
    this.#isClosed = true
    this.#cancelLook()
    this.#cancelReminder?.()
  }

  #takes(fields: unknown): boolean {
    const error = storeFailureIn(fields)
    if (error === null || this.#isClosed) return false
    this.#unwritten += 1
    this.#last = error
    if (this.#since === null) this.#begin()
    return true
  }

  #begin(): void {
    this.#since = this.#options.now()
    this.#untold += 1
    if (this.#cancelReminder === null) {
      this.#tellThatItIsAway('the store doesn’t answer; what fails for that is counted, and not logged')
      this.#remindLater()
    }
    this.#lookLater()
  }

  #lookLater(): void {
    this.#cancelLook = this.#options.schedule(LOOK_MS, () => void this.#look())
  }

  async #look(): Promise<void> {
    const isThere = await answers(this.#options.store)
    if (this.#isClosed) return
    if (!isThere) return this.#lookLater()
    if (this.#isTold) this.#write({ since: this.#sinceText() }, 'the store answers again')
    this.#since = null
    this.#isTold = false
  }

  #remindLater(): void {
    this.#cancelReminder = this.#options.schedule(REMIND_MS, () => this.#remind())
  }

  #remind(): void {
    this.#cancelReminder = null
    if (this.#since !== null) this.#tellThatItIsAway('the store still doesn’t answer')
    else if (this.#untold > 0) this.#write({ times: this.#untold, why: this.#why() }, 'the store was away for moments; it answers now')
    else return
    this.#remindLater()
  }

  #tellThatItIsAway(message: string): void {
    this.#write({ since: this.#sinceText(), why: this.#why() }, message)
    this.#isTold = true
  }

  #write(fields: object, message: string): void {
    this.#options.log.warn({ ...fields, unwritten: this.#unwritten }, message)
    this.#unwritten = 0
    this.#untold = 0
  }

  /** What lies at the bottom of it: what is above says no more than that the store is away. */
  #why(): string | undefined {
    let error: Error | null = this.#last
    while (error?.cause instanceof Error) error = error.cause
    return error?.message
  }

  #sinceText(): string | null {
    return this.#since === null ? null : new Date(this.#since).toISOString()
  }
}

/** Whether the store is there: what is wrong with its answer is another matter. */
export async function answers(store: Pick<Store, 'newest'>): Promise<boolean> {
  try {
    await store.newest()
    return true
  } catch (error) {
    return !(error instanceof StoreUnavailable)
  }
}

/** A logger, and all that it has for children, without what is taken. */
function patient<L extends object>(log: L, takes: (fields: unknown) => boolean): L {
  return new Proxy(log, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name === 'child')
        return (...args: unknown[]) => {
          const child: unknown = Reflect.apply(value, target, args)
          return typeof child === 'object' && child !== null ? patient(child, takes) : child
        }
      if (!LEVELS.includes(name)) return value
      return (...args: unknown[]) => {
        if (!takes(args[0])) Reflect.apply(value, target, args)
      }
    },
  })
}

/** The store's being away, where it is what an entry is about. */
function storeFailureIn(fields: unknown): StoreUnavailable | null {
  let error = typeof fields === 'object' && fields !== null && 'err' in fields ? fields.err : fields
  for (let depth = 0; depth < CAUSES && error instanceof Error; depth++) {
    if (error instanceof StoreUnavailable) return error instanceof RowsBegunAnew ? null : error
    error = error.cause
  }
  return null
}
