import type { CollectionPlan } from './collections.ts'

/** Read models, accounts, sessions, proofs and block headers. */
export const ROW_COLLECTIONS: readonly CollectionPlan[] = []
