import type { Log } from '../../../actors/live-aggregate.ts'
import type { Schedule } from '../../schedule.ts'
import type { DevNode } from './node.ts'

/** How often blocks come when nobody waits for one: as on the real networks. */
const QUIET_MS = 10 * 60 * 1000

/** Makes blocks by the clock: every `blockMs` while somebody waits for one, else every ten minutes. */
export class Miner {
  readonly #node: DevNode
  readonly #blockMs: number
  readonly #schedule: Schedule
  readonly #log: Log
  #cancel = () => {}
  #isQuiet = false
  #isClosed = false

  constructor(node: DevNode, blockMs: number, schedule: Schedule, log: Log) {
    this.#node = node
    this.#blockMs = blockMs
    this.#schedule = schedule
    this.#log = log
    this.#arm()
  }

  /** Something may be waiting for a block now. */
  awake(): void {
    if (this.#isQuiet && this.#node.isAwaited) this.#arm()
  }

  close(): void {
    this.#isClosed = true
    this.#cancel()
  }

  #arm(): void {
    if (this.#isClosed) return
    this.#cancel()
    this.#isQuiet = !this.#node.isAwaited
    this.#cancel = this.#schedule(this.#isQuiet ? QUIET_MS : this.#blockMs, () => void this.#mine())
  }

  async #mine(): Promise<void> {
    this.#isQuiet = false
    try {
      await this.#node.mine()
    } catch (error) {
      this.#log.error({ err: error }, 'a block of the development network couldn’t be written')
    }
    this.#arm()
  }
}
