import type { Aggregate } from '../../core/events/names.ts'
import type { Head } from './store.ts'

/** An aggregate's head as the map of heads holds it. */
export type MappedHead = Head & { readonly aggregate: Aggregate }

/** An aggregate's head in the map of an epoch. */
export type HeadInMap = Head & {
  /** The epoch that brought this version into the map. */
  readonly epoch: number
}

/** A proof that outlasts the map's nodes: the map of an epoch holds an aggregate at a version. */
export type KeptProof = {
  readonly epoch: number
  readonly version: number
  /** From the map's root to the head, packed as core/proof/map/packed-siblings.ts does. */
  readonly siblings: Uint8Array
}

/** A kept proof, and whose it is. */
export type AggregateProof = KeptProof & { readonly aggregate: Aggregate }

/** One epoch as it is kept. Its record, checkpoint and hashes are exact and never change (specification, section 5). */
export type Epoch = {
  /** 0, 1, 2 …: the place of its record among the log's leaves. */
  readonly index: number
  /** The exact record. */
  readonly record: string
  /** Root of the map after it, in hex; it stands in the record too. */
  readonly mapRoot: string
  readonly aggregates: number
  /** Sum of the versions. */
  readonly versions: number
  /**
   * Hashes (hex) of the complete subtrees of the epoch log that end with this leaf, from the leaf itself upwards: every hash that a root
   * or a proof needs is one of these, `completed[level]` of the epoch at the end of its subtree.
   */
  readonly completed: readonly string[]
  /** The signed checkpoint of the log up to this epoch, verbatim. */
  readonly checkpoint: string
  /** How far the feed had been followed: the map holds every event up to here, and none after. */
  readonly cursor: string
  /** Whose staged heads it takes: see `stage`. */
  readonly attempt: string
}

/** Heads that an epoch changes, and map nodes that it no longer needs. `stale` is hashes of 32 bytes, one after another. */
export type StagedEpoch = {
  readonly index: number
  readonly attempt: string
  readonly heads: readonly MappedHead[]
  readonly stale: Uint8Array
}

/**
 * What proofs are made from: the map of heads as nodes under their hashes, and the log of its roots. Nodes of older epochs stay until they
 * are pruned, so that a proof under the root that an anchor carries can still be made.
 */
export interface ProofStore {
  /** Nodes by hash, in the order asked for; `hashes` and the answer are packed (32 bytes each, and MAP_NODE_BYTES of core/proof/map/node.ts). @throws MissingNode */
  mapNodes(hashes: Uint8Array): Promise<Uint8Array>
  /** Keeps nodes (packed). What is there already stays; nodes that no epoch comes to need do no harm. */
  putMapNodes(nodes: Uint8Array): Promise<void>
  /**
   * Prepares a part of an epoch; it counts once `commitEpoch` names the same index and attempt. What was staged for the same index by another
   * attempt never counts, and can be thrown away by anybody once that index is committed. An aggregate staged twice keeps the later head,
   * that of the higher version. A part for an index that is committed already comes too late, and is dropped. The heads are of aggregates
   * whose events are in this store.
   */
  stage(part: StagedEpoch): Promise<void>
  /** Makes the epoch the newest, in one durable step. False, and nothing is changed, unless its index is the number of epochs so far. */
  commitEpoch(epoch: Epoch): Promise<boolean>

  newestEpoch(): Promise<Epoch | null>
  epoch(index: number): Promise<Epoch | null>
  /** Epochs from an index on, in order, at most `limit` (1–1000). */
  epochs(from: number, limit: number): Promise<readonly Epoch[]>
  /** The heads that an epoch changed, in pages, in a stable order. */
  changedHeads(index: number): AsyncIterable<readonly MappedHead[]>
  /** For each aggregate its head in the map of an epoch: as the newest epoch up to that one left it. Null where it wasn't in the map. */
  headsAt(aggregates: readonly Aggregate[], index: number): Promise<readonly (HeadInMap | null)[]>
  /**
   * Keeps proofs, one for each aggregate: one of a higher version takes the place of an older, and of one version the first that was kept
   * stays. The aggregates' events are in this store. In parts: each is durable by itself.
   */
  keepProofs(proofs: readonly AggregateProof[]): Promise<void>
  keptProof(aggregate: Aggregate): Promise<KeptProof | null>
  /** All that are kept, in pages, in a stable order. */
  keptProofs(): AsyncIterable<readonly AggregateProof[]>
  /** Drops the nodes that epochs up to and including this one made stale: proofs can then be made for it and later ones. At most `limit` nodes; answers how many. */
  pruneMap(index: number, limit: number): Promise<number>
}

/** A block header as it is kept: its 80 bytes in hex, with the height that its place in the chain gives it. */
export type KeptHeader = { readonly height: number; readonly hash: string; readonly header: string }

/** The block headers that this server has followed and checked. */
export interface BlockHeaders {
  tip(): Promise<KeptHeader | null>
  /** From a height on, in order, at most `limit` (1–2000). */
  from(height: number, limit: number): Promise<readonly KeptHeader[]>
  byHash(hash: string): Promise<KeptHeader | null>
  /**
   * Puts headers in the place of all at and above the first one's height; heights follow each other. In one step. `over` is the hash of the tip
   * that they were compared with, null where there was none: where another server has changed that meanwhile, nothing happens, and the answer is
   * false. Left out: whatever the tip is.
   */
  replace(headers: readonly KeptHeader[], over?: string | null): Promise<boolean>
  /** Forgets all of them. */
  clear(): Promise<void>
}
