import type { KeptHeader } from '../proofs.ts'
import type { BlockCollections, ChainDocument } from './block-collections.ts'
import type { Connection } from './connection.ts'
import { isDuplicate } from './failures.ts'
import { putNewer } from './newer-wins.ts'

const ID = 'chain'
const NONE: ChainDocument = { _id: ID, revision: 0, heights: null, pending: [] }

/**
 * The chain as one document says it is. A change of the chain is a change of this document, which carries the new headers until they are
 * written under their heights: by whoever made the change or, where that server died, by the next one that changes the chain. A header takes
 * the place of one of an earlier change alone, so that a server that wakes up late can't undo a later change.
 */
export class BlockChain {
  readonly #connection: Connection
  readonly #collections: BlockCollections

  constructor(connection: Connection, collections: BlockCollections) {
    this.#connection = connection
    this.#collections = collections
  }

  async read(): Promise<ChainDocument> {
    return (await this.#connection.ask(() => this.#collections.chain.findOne({ _id: ID }))) ?? NONE
  }

  /** Makes a change to the chain as it is when its turn comes. False where it is decided to make none. */
  async change(decide: (chain: ChainDocument) => Promise<Pick<ChainDocument, 'heights' | 'pending'> | null>): Promise<boolean> {
    for (;;) {
      const chain = await this.read()
      // Of what a change leaves behind, the next one must not be missing.
      await this.#settle(chain)
      const decided = await decide(chain)
      if (decided === null) return false
      const changed = { ...chain, ...decided, revision: chain.revision + 1 }
      if (!(await this.#replace(chain.revision, changed))) continue
      await this.#settle(changed)
      return true
    }
  }

  /** False where somebody else has changed the chain meanwhile. */
  async #replace(revision: number, { _id, ...changed }: ChainDocument): Promise<boolean> {
    const { ask } = this.#connection
    if (revision > 0) return (await ask(() => this.#collections.chain.replaceOne({ _id, revision }, changed))).matchedCount > 0
    try {
      await ask(() => this.#collections.chain.insertOne({ _id, ...changed }))
      return true
    } catch (error) {
      if (isDuplicate(error)) return false
      throw error
    }
  }

  /** Writes what a change brought under its heights, and clears away what it took out of the chain. */
  async #settle({ revision, heights, pending }: ChainDocument): Promise<void> {
    const { ask } = this.#connection
    const { headers, chain } = this.#collections
    const earlier = { revision: { $lt: revision } }
    if (pending.length > 0) {
      await putNewer(
        this.#connection,
        headers.collectionName,
        pending.map(header => ({ document: { ...asDocument(header), revision }, over: earlier })),
      )
      await ask(() => chain.updateOne({ _id: ID, revision }, { $set: { pending: [] } }))
    }
    if (revision > 0) await ask(() => headers.deleteMany({ _id: { $gt: heights?.last ?? -1 }, ...earlier }))
  }
}

function asDocument({ height, hash, header }: KeptHeader) {
  return { _id: height, hash, header }
}
