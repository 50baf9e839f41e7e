import type { Logger } from 'pino'
import type { Schedule } from './anchoring/schedule.ts'
import { patient } from './patient-log.ts'
import { Ration } from './ration.ts'
import { answersWithin } from './store/answers-within.ts'
import { deepestMessage, RowsBegunAnew, StoreUnavailable } from './store/errors.ts'
import type { Store } from './store/store.ts'

/** How long after an answer, or one that didn't come, the store is asked again. */
const LOOK_MS = 1000
/** A store that takes longer for its answer doesn't answer. */
const ANSWER_MS = 4000
/** How often the log says that the store is still away, or has been for moments. */
const REMIND_MS = 60_000
/** For how long the store is asked by who stops: less where it didn't answer the last time. */
const ASK_MS = 5000
const ASK_AGAIN_MS = 1000
/** How many entries are kept while the store is being asked whether it is away. */
const KEPT = 10
/** How deep a failure of the store is looked for in the causes of an error. */
const CAUSES = 5

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
 *
 * It is away where it doesn't answer when it is asked because something failed. Where it does answer, what failed is written as it was, a
 * little later: ten entries in any minute, and one line about the others.
 */
export class Outage {
  /** The log for all who work with the store: what fails because that is away is counted, and not written. */
  readonly log: Logger
  readonly #options: OutageOptions
  readonly #ration: Ration
  /** When the first thing failed, of which nobody has found yet that the store is there all the same. */
  #since: number | null = null
  /** Whether it didn't answer when it was looked for last. */
  #isAway = false
  #lookedAt = Number.NEGATIVE_INFINITY
  /** While it isn't known whether it is away: the first entries since then, and how many more there were. */
  #kept: (() => void)[] = []
  #more = 0
  /** Whether that it is away stands in the log, so that its return will. */
  #isTold = false
  /** What was not written of late, and what that was last about. */
  #unwritten = 0
  #last: StoreUnavailable | null = null
  /** How often it went without a line. */
  #untold = 0
  #cancelLook = () => {}
  #cancelReminder: (() => void) | null = null
  #isGivenUp = false
  #isClosed = false

  constructor(options: OutageOptions) {
    this.#options = options
    this.#ration = new Ration({ ...options, message: 'the store answers, and more has failed for it than is logged' })
    this.log = patient(options.log, (fields, write) => this.#takes(fields, write))
  }

  /** Whether the store didn't answer when it was asked last. */
  get isUnderWay(): boolean {
    return this.#isAway
  }

  /** Whether the store doesn't answer now either: it is asked, and has a second where it didn't answer the last time, and five elsewhere. */
  async isNow(): Promise<boolean> {
    const { store, schedule } = this.#options
    return !(await answersWithin(store, this.isUnderWay ? ASK_AGAIN_MS : ASK_MS, schedule))
  }

  /** Who stops goes without the store, which is away: what fails for that, or as it is closed, is told of no more. */
  giveUp(): void {
    this.#isGivenUp = true
    this.#isAway = true
    this.#cancelLook()
    this.#cancelReminder?.()
  }

  /** Nothing is taken from the log any more; what was, and may have been for another reason, is written. */
  close(): void {
    this.#isClosed = true
    this.#cancelLook()
    this.#cancelReminder?.()
    if (!this.#isAway) this.#release()
    this.#ration.tell()
  }

  #takes(fields: unknown, write: () => void): boolean {
    const error = storeFailureIn(fields)
    if (error === null || this.#isClosed) return false
    if (this.#isGivenUp) return true
    this.#last = error
    if (this.#isAway) this.#unwritten += 1
    else if (this.#kept.length < KEPT) this.#kept.push(write)
    else this.#more += 1
    if (this.#since === null) this.#begin()
    return true
  }

  #begin(): void {
    const now = this.#options.now()
    this.#since = now
    if (now - this.#lookedAt < LOOK_MS) this.#lookLater()
    else void this.#look()
  }

  #lookLater(): void {
    this.#cancelLook = this.#options.schedule(LOOK_MS, () => void this.#look())
  }

  async #look(): Promise<void> {
    const { store, schedule, now } = this.#options
    const isThere = await answersWithin(store, ANSWER_MS, schedule)
    if (this.#isClosed || this.#isGivenUp) return
    this.#lookedAt = now()
    if (isThere) return this.#isFound()
    this.#isMissed()
    this.#lookLater()
  }

  #isMissed(): void {
    if (this.#isAway) return
    this.#isAway = true
    this.#untold += 1
    this.#unwritten += this.#kept.splice(0).length + this.#more
    this.#more = 0
    if (this.#cancelReminder !== null) return
    this.#tellThatItIsAway('the store doesn’t answer; what fails for that is counted, and not logged')
    this.#remindLater()
  }

  #isFound(): void {
    if (!this.#isAway) this.#release()
    if (this.#isTold) this.#write({ since: this.#sinceText() }, 'the store answers again')
    this.#since = null
    this.#isAway = false
    this.#isTold = false
  }

  /** What failed did so for another reason than that the store is away. */
  #release(): void {
    for (const write of this.#kept.splice(0)) this.#ration.take(write)
    this.#ration.count(this.#more)
    this.#more = 0
  }

  #remindLater(): void {
    this.#cancelReminder = this.#options.schedule(REMIND_MS, () => this.#remind())
  }

  #remind(): void {
    this.#cancelReminder = null
    if (this.#isAway) this.#tellThatItIsAway('the store still doesn’t answer')
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

  #why(): string | null {
    return this.#last === null ? null : deepestMessage(this.#last)
  }

  #sinceText(): string | null {
    return this.#since === null ? null : new Date(this.#since).toISOString()
  }
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
