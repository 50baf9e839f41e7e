import type { ProofStore } from '../proofs.ts'
import type { Connection } from './connection.ts'
import { Epochs } from './epochs.ts'
import { openKeptProofs } from './kept-proofs.ts'
import { openMapNodes } from './map-nodes.ts'
import { pruneMap } from './map-pruning.ts'
import { MappedHeads } from './mapped-heads.ts'
import { proofCollections } from './proof-collections.ts'
import { Staging } from './staging.ts'

export function openMongoProofs(connection: Connection): ProofStore {
  const collections = proofCollections(connection)
  const epochs = new Epochs(connection, collections)
  const staging = new Staging(connection, collections, epochs)
  const heads = new MappedHeads(connection, collections, epochs)
  return {
    ...openMapNodes(connection, collections),
    ...openKeptProofs(connection, collections),
    stage: part => staging.stage(part),
    commitEpoch: epoch => epochs.commit(epoch),
    newestEpoch: () => epochs.newest(),
    epoch: index => epochs.at(index),
    epochs: (from, limit) => epochs.from(from, limit),
    changedHeads: index => heads.changedBy(index),
    headsAt: (aggregates, index) => heads.at(aggregates, index),
    pruneMap: (index, limit) => pruneMap(connection, collections, epochs, index, limit),
  }
}
