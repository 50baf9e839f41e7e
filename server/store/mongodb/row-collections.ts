import { ACCOUNT_COLLECTIONS } from './account-collections.ts'
import { BLOCK_COLLECTIONS } from './block-collections.ts'
import type { CollectionPlan } from './collections.ts'
import { PROOF_COLLECTIONS } from './proof-collections.ts'
import { READ_MODEL_COLLECTIONS } from './read-model-collections.ts'

/** Read models, accounts, sessions, proofs and block headers. */
export const ROW_COLLECTIONS: readonly CollectionPlan[] = [
  ...READ_MODEL_COLLECTIONS,
  ...ACCOUNT_COLLECTIONS,
  ...PROOF_COLLECTIONS,
  ...BLOCK_COLLECTIONS,
]
