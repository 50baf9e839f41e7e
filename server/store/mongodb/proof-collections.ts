import type { Binary, Collection } from 'mongodb'
import type { Epoch } from '../proofs.ts'
import type { CollectionPlan } from './collections.ts'
import type { Connection } from './connection.ts'
import { binary, count, object, text, texts } from './document-schemas.ts'

/** An epoch under its index: whoever inserts the document has made it. */
export type EpochDocument = Omit<Epoch, 'index'> & { readonly _id: number }

/** That something is staged for an epoch. It goes with the epoch, or with what was staged in vain. */
export type AttemptDocument = { readonly _id: string; readonly epoch: number; readonly attempt: string }

/** A head that an attempt would put into the map: it counts where the epoch names the attempt. */
export type HeadDocument = {
  /** The attempt's key, and the aggregate's. */
  readonly _id: string
  readonly epoch: number
  readonly attempt: string
  readonly aggregate: string
  readonly version: number
  readonly hash: Binary
}

/** A node of the map under its hash: the 65 bytes that are hashed. */
export type NodeDocument = { readonly _id: Binary; readonly content: Binary }

/** Hashes of nodes, one after another, that an epoch makes stale; as far as they aren't pruned. */
export type StaleDocument = {
  /** The attempt's key, and a part that nothing else has. */
  readonly _id: string
  readonly epoch: number
  readonly attempt: string
  readonly hashes: Binary
}

/** The proof that is kept of an aggregate, under its key. */
export type KeptProofDocument = { readonly _id: string; readonly epoch: number; readonly version: number; readonly siblings: Binary }

export type ProofCollections = {
  readonly epochs: Collection<EpochDocument>
  readonly attempts: Collection<AttemptDocument>
  readonly heads: Collection<HeadDocument>
  readonly nodes: Collection<NodeDocument>
  readonly stale: Collection<StaleDocument>
  readonly kept: Collection<KeptProofDocument>
}

export function proofCollections({ collection }: Connection): ProofCollections {
  return {
    epochs: collection('epochs'),
    attempts: collection('epoch_attempts'),
    heads: collection('epoch_heads'),
    nodes: collection('map_nodes'),
    stale: collection('stale_nodes'),
    kept: collection('kept_proofs'),
  }
}

export const PROOF_COLLECTIONS: readonly CollectionPlan[] = [
  {
    name: 'epochs',
    schema: object({
      _id: count,
      record: text,
      mapRoot: text,
      aggregates: count,
      versions: count,
      completed: texts,
      checkpoint: text,
      cursor: text,
      attempt: text,
    }),
    indexes: [],
  },
  {
    name: 'epoch_attempts',
    schema: object({ _id: text, epoch: count, attempt: text }),
    indexes: [{ name: 'by_epoch', key: { epoch: 1 } }],
  },
  {
    name: 'epoch_heads',
    schema: object({ _id: text, epoch: count, attempt: text, aggregate: text, version: count, hash: binary }),
    indexes: [{ name: 'by_aggregate', key: { aggregate: 1, epoch: -1 } }],
  },
  { name: 'map_nodes', schema: object({ _id: binary, content: binary }), indexes: [] },
  {
    name: 'stale_nodes',
    schema: object({ _id: text, epoch: count, attempt: text, hashes: binary }),
    indexes: [{ name: 'by_epoch', key: { epoch: 1, _id: 1 } }],
  },
  { name: 'kept_proofs', schema: object({ _id: text, epoch: count, version: count, siblings: binary }), indexes: [] },
]

/** An attempt in the ids of what it stages. Ids of one attempt, and no others, come after `<key>/` and before `<key>0`. */
export function attemptKey(epoch: number, attempt: string): string {
  return `${String(epoch).padStart(10, '0')}/${encodeURIComponent(attempt)}`
}

/** The ids of what an attempt has staged, after one of them. */
export function idsOf(key: string, after = `${key}/`): { readonly $gt: string; readonly $lt: string } {
  return { $gt: after, $lt: `${key}0` }
}
