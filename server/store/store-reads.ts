import type { Accounts } from './accounts.ts'
import type { BlockHeaders, ProofStore } from './proofs.ts'
import type { ReadModels } from './read-models.ts'
import type { Store } from './store.ts'

/** What can be read of the history, its proofs and lists: for whoever checks or copies a store, and must not be able to change it. */
export type StoreReads = Pick<
  Store,
  | 'outcome'
  | 'head'
  | 'chain'
  | 'chainPage'
  | 'aggregates'
  | 'feedPage'
  | 'newest'
  | 'events'
  | 'snapshot'
  | 'lastNumber'
  | 'setting'
  | 'settings'
  | 'noted'
  | 'notes'
  | 'leased'
  | 'close'
> & {
  readonly proofs: ProofReads
  readonly blocks: BlockReads
  readonly readModels: ReadModelReads
  readonly accounts: AccountReads
}

export type ProofReads = Pick<
  ProofStore,
  'mapNodes' | 'newestEpoch' | 'epoch' | 'epochs' | 'changedHeads' | 'headsAt' | 'keptProof' | 'keptProofs'
>
export type BlockReads = Pick<BlockHeaders, 'tip' | 'from' | 'byHash'>
export type AccountReads = Pick<Accounts, 'all'>
export type ReadModelReads = Omit<ReadModels, 'follow' | 'clear'>
