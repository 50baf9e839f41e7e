import type { BlockHeaders, ProofStore } from './proofs.ts'
import type { ReadModels } from './read-models.ts'
import type { Store } from './store.ts'

/** What can be read of the history, its proofs and lists: for whoever checks or copies a store, and must not be able to change it. */
export type StoreReads = Pick<
  Store,
  'outcome' | 'head' | 'chain' | 'chainPage' | 'aggregates' | 'newest' | 'events' | 'snapshot' | 'setting' | 'noted' | 'close'
> & {
  readonly proofs: ProofReads
  readonly blocks: BlockReads
  readonly readModels: ReadModelReads
}

export type ProofReads = Pick<ProofStore, 'mapNodes' | 'newestEpoch' | 'epoch' | 'epochs' | 'changedHeads' | 'headsAt' | 'keptProof'>
export type BlockReads = Pick<BlockHeaders, 'tip' | 'from' | 'byHash'>
export type ReadModelReads = Omit<ReadModels, 'follow' | 'clear'>
