import { bytesOfHex } from '../../../../core/proof/bitcoin/bytes.ts'
import { coinbase, type DevBlock, type DevTransaction, devTransaction, mineBlock, type Payout } from './block.ts'
import type { DevChain } from './chain.ts'
import { checkTransaction, type Verdict } from './check.ts'
import { Ledger } from './ledger.ts'
import { readSubmitted, type Submitted } from './submitted.ts'

/** How deep a block must be for everybody to rely on it. */
export const FINAL_DEPTH = 12

export type ReorganiseOptions = {
  /** What becomes of the transactions in the blocks that go: they wait for a block again, or nobody knows them any more. */
  readonly transactions?: 'wait' | 'forget'
}

/** A node of the development network, and its only miner: takes transactions in, and makes blocks when it is told to. */
export class DevNode {
  readonly chain: DevChain
  readonly #now: () => number
  #ledger = new Ledger()
  /** In an order in which each comes after those that it spends. */
  #mempool = new Map<string, Submitted>()
  /** Blocks are made one after another. */
  #mining: Promise<unknown> = Promise.resolve()

  constructor(chain: DevChain, now: () => number) {
    this.chain = chain
    this.#now = now
    this.#recount([])
  }

  /** What is known of transactions and outputs at this moment. */
  get ledger(): Ledger {
    return this.#ledger
  }

  /** Whether somebody waits for blocks: for the first one, for one with a transaction, or for more on top of it. */
  get isAwaited(): boolean {
    const newest = this.chain.best.slice(-FINAL_DEPTH)
    return newest.length === 0 || this.#mempool.size > 0 || newest.some(({ transactions }) => transactions.length > 1)
  }

  /** Takes a transaction in, where it is fine. What is known already is fine. */
  submit(submitted: Submitted): Verdict {
    const { txid } = submitted
    if (this.#ledger.transaction(txid) !== null) return { kind: 'fine' }
    const verdict = checkTransaction(submitted, this.#ledger)
    if (verdict.kind === 'fine') {
      this.#mempool.set(txid, submitted)
      this.#ledger.add(submitted, null)
    }
    return verdict
  }

  /** Makes the next blocks, the first of what waits. They are on the disk when it is answered. Who is paid, is paid by the first. */
  mine(blocks = 1, payout?: Payout): Promise<void> {
    return this.#inTurn(async () => {
      const made: DevBlock[] = []
      let { tip } = this.chain
      while (made.length < blocks) {
        const isFirst = made.length === 0
        tip = this.#next(
          tip,
          coinbase(tip === null ? 0 : tip.height + 1, isFirst ? payout : undefined),
          isFirst ? [...this.#mempool.values()] : [],
        )
        made.push(tip)
      }
      await this.chain.add(made)
      for (const block of made) this.#count(block)
    })
  }

  /**
   * Puts another branch in the place of the newest `depth` blocks, longer by one, that holds none of their transactions. What they paid their
   * miners stays: an output without a past would take everything with it that was built upon it.
   * @throws RangeError where there aren't so many blocks above the first
   */
  reorganise(depth: number, { transactions = 'wait' }: ReorganiseOptions = {}): Promise<void> {
    return this.#inTurn(async () => {
      const { best } = this.chain
      if (!(depth >= 1 && depth < best.length)) throw new RangeError(`There are no ${depth} blocks that can be replaced.`)
      const undone = best.slice(-depth)
      const branch: DevBlock[] = []
      let previous = best.at(-depth - 1) ?? null
      for (const reward of [...undone.map(block => block.transactions[0]?.raw), undefined]) {
        previous = this.#next(previous, reward ?? coinbase(best.length), [])
        branch.push(previous)
      }
      await this.chain.add(branch)
      const waiting = transactions === 'forget' ? [] : undone.flatMap(block => block.transactions.slice(1))
      this.#recount([...waiting.map(({ raw }) => readSubmitted(bytesOfHex(raw))), ...this.#mempool.values()])
    })
  }

  /** As if it had been switched off and on. */
  forgetMempool(): Promise<void> {
    return this.#inTurn(async () => this.#recount([]))
  }

  /** Waits for the block that is being made. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.chain.close())
  }

  #next(previous: DevBlock | null, reward: string, transactions: readonly DevTransaction[]): DevBlock {
    const plan = { previous, time: Math.floor(this.#now() / 1000), isKnown: (hash: string) => this.chain.has(hash) }
    return mineBlock({ ...plan, transactions: [devTransaction(reward), ...transactions.map(({ raw, txid }) => ({ raw, txid }))] })
  }

  #count(block: DevBlock): void {
    for (const entry of block.transactions) {
      this.#ledger.add(entry, block)
      this.#mempool.delete(entry.txid)
    }
  }

  /** Counts everything anew along the longest branch. Of what waits, stays what still fits. */
  #recount(waiting: readonly Submitted[]): void {
    this.#ledger = new Ledger()
    this.#mempool = new Map()
    for (const block of this.chain.best) this.#count(block)
    for (const submitted of waiting) this.submit(submitted)
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#mining.then(run)
    this.#mining = result.catch(() => {})
    return result
  }
}
