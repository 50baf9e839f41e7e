import { type DevBlock, devBlock, NOTHING } from './block.ts'
import { ChainFile } from './chain-file.ts'

/** All blocks that were ever mined, and which of their branches is the longest. Every block bears the same work. */
export class DevChain {
  readonly #file: ChainFile
  readonly #blocks = new Map<string, DevBlock>()
  /** The longest branch, by height. Of two that are equally long, the one that was first. */
  #best: DevBlock[] = []

  private constructor(file: ChainFile) {
    this.#file = file
  }

  /** @throws DamagedChainFile, and Error where the blocks in the file don't fit each other */
  static async open(path: string): Promise<DevChain> {
    const { file, records } = await ChainFile.open(path)
    const chain = new DevChain(file)
    try {
      for (const { header, transactions } of records) {
        const previous = chain.#previousOf(header)
        chain.#put(devBlock(previous === undefined ? 0 : previous.height + 1, header, transactions))
      }
    } catch (error) {
      await file.close()
      throw error
    }
    return chain
  }

  get tip(): DevBlock | null {
    return this.#best.at(-1) ?? null
  }

  /** The longest branch, from the first block on. */
  get best(): readonly DevBlock[] {
    return this.#best
  }

  has(hash: string): boolean {
    return this.#blocks.has(hash)
  }

  block(hash: string): DevBlock | null {
    return this.#blocks.get(hash) ?? null
  }

  isBest(block: DevBlock): boolean {
    return this.#best[block.height] === block
  }

  /** Adds blocks that follow each other. They are on the disk before anybody sees them. */
  async add(blocks: readonly DevBlock[]): Promise<void> {
    await this.#file.append(blocks.map(({ header, transactions }) => ({ header, transactions: transactions.map(({ raw }) => raw) })))
    for (const block of blocks) this.#put(block)
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  #put(block: DevBlock): void {
    this.#blocks.set(block.fields.hash, block)
    if (block.height < this.#best.length) return
    if (block.fields.previous === (this.tip?.fields.hash ?? NOTHING)) this.#best.push(block)
    else this.#best = this.#branchOf(block)
  }

  #branchOf(tip: DevBlock): DevBlock[] {
    const branch: DevBlock[] = []
    for (let block: DevBlock | undefined = tip; block !== undefined; block = this.#previousOf(block.header)) branch.push(block)
    return branch.reverse()
  }

  /** Undefined for the first block. The hash is in internal order in a header. */
  #previousOf(header: string): DevBlock | undefined {
    const hash = Buffer.from(header.slice(8, 72), 'hex').reverse().toString('hex')
    const previous = this.#blocks.get(hash)
    if (previous === undefined && hash !== NOTHING) throw new Error('A block in the file follows one that isn’t there.')
    return previous
  }
}
