/** Steps (each a microsecond or two: a hash, a node met on the way) between two pauses: a few milliseconds' work, on a slow machine too. */
const STEPS = 1024

/** Says when a long computation should let others have their turn. There is no clock in here, so steps are counted. */
export class Pacer {
  readonly #pause: (() => Promise<void>) | undefined
  #left = STEPS

  constructor(pause?: () => Promise<void>) {
    this.#pause = pause
  }

  count(steps = 1): void {
    this.#left -= steps
  }

  /** Counts a step; if true, `rest` is to be awaited. It isn't awaited at every step because that alone would take longer than the step. */
  tired(): boolean {
    return --this.#left <= 0
  }

  async rest(): Promise<void> {
    this.#left = STEPS
    await this.#pause?.()
  }
}
