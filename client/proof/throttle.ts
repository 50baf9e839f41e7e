import type { Progress } from '../../core/proof/bundle/verify.ts'

const MIN_MILLISECONDS = 50

/** Lets through what a person can see: the beginning and the end of each check, and in between twenty reports a second. */
export class Throttle {
  readonly #now: () => number
  #last = Number.NEGATIVE_INFINITY
  #check: string | null = null

  constructor(now: () => number) {
    this.#now = now
  }

  isDue({ check, done, total }: Progress): boolean {
    const now = this.#now()
    if (check === this.#check && done < total && now - this.#last < MIN_MILLISECONDS) return false
    this.#check = check
    this.#last = now
    return true
  }
}
