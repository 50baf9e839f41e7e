import type { ProofStore } from '../proofs.ts'
import type { Connection } from './connection.ts'

export function openMongoProofs(_connection: Connection): ProofStore {
  const missing = () => Promise.reject(new Error('not built yet'))
  return {
    mapNodes: missing,
    putMapNodes: missing,
    stage: missing,
    commitEpoch: missing,
    newestEpoch: missing,
    epoch: missing,
    epochs: missing,
    headsAt: missing,
    pruneMap: missing,
    async *changedHeads() {},
  }
}
