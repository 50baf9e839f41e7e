import type { Logger } from 'pino'
import type { DevNode } from './node.ts'

/** How often blocks come when nobody waits for one: as on the real networks. */
const QUIET_MS = 10 * 60 * 1000

/** Makes blocks by the clock: every `blockMs` while somebody waits for one, else every ten minutes. */
export class Miner {
  readonly #node: DevNode
  readonly #blockMs: number
  readonly #log: Logger
  #timer: NodeJS.Timeout | null = null
  #isQuiet = false
  #isClosed = false

  constructor(node: DevNode, blockMs: number, log: Logger) {
    this.#node = node
    this.#blockMs = blockMs
    this.#log = log
    this.#schedule()
  }

  /** Something may be waiting for a block now. */
  awake(): void {
    if (this.#isQuiet && this.#node.isAwaited) this.#schedule()
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (this.#isClosed) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#isQuiet = !this.#node.isAwaited
    this.#timer = setTimeout(() => void this.#mine(), this.#isQuiet ? QUIET_MS : this.#blockMs)
    this.#timer.unref()
  }

  async #mine(): Promise<void> {
    this.#isQuiet = false
    try {
      const { height, transactions } = await this.#node.mine()
      this.#log.debug({ height, transactions: transactions.length - 1 }, 'development network: block mined')
    } catch (error) {
      this.#log.error({ error }, 'development network: a block couldn’t be written')
    }
    this.#schedule()
  }
}
