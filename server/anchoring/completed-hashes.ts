import { lastLeaf } from '../../core/proof/log/subtrees.ts'
import type { CompletedHashes, Subtree } from '../../core/proof/log/tree.ts'
import type { Epoch, ProofStore } from '../store/proofs.ts'

/** What an epoch adds to the log's hashes. */
export type Completed = Pick<Epoch, 'index' | 'completed'>

/**
 * The hashes of the epoch log's complete subtrees: each is kept with the epoch that ends its subtree. `fresh` is an epoch that isn't stored
 * yet. Reading rejects where an epoch is missing.
 */
export function completedHashes(proofs: Pick<ProofStore, 'epoch'>, fresh: Completed | null = null): CompletedHashes {
  async function read(position: Subtree): Promise<string> {
    const last = lastLeaf(position)
    const epoch = fresh?.index === last ? fresh : await proofs.epoch(last)
    const hash = epoch?.completed[position.level]
    if (hash === undefined) throw new Error(`the epoch log has no hash of level ${position.level} that ends with epoch ${last}`)
    return hash
  }
  return { read: positions => Promise.all(positions.map(read)) }
}
