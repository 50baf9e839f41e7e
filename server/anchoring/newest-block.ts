import type { BlockHeaders, KeptHeader } from '../store/proofs.ts'

/** The newest block header known: the one that was kept, until the chain of blocks is followed. */
export class NewestBlock {
  #read: () => KeptHeader | null

  constructor(kept: KeptHeader | null) {
    this.#read = () => kept
  }

  static async of(blocks: Pick<BlockHeaders, 'tip'>): Promise<NewestBlock> {
    return new NewestBlock(await blocks.tip())
  }

  /** Its hash in display order; null where there is none. */
  hash(): string | null {
    return this.#read()?.hash ?? null
  }

  /** From now on it is what the follower knows. */
  follow(follower: { newest(): KeptHeader | null }): void {
    this.#read = () => follower.newest()
  }
}
