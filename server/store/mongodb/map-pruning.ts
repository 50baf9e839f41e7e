import { HASH_BYTES } from '../../../core/proof/map/node.ts'
import type { Connection } from './connection.ts'
import type { Epochs } from './epochs.ts'
import { binaryOf, bytesOf, piecesOf } from './packed.ts'
import type { ProofCollections, StaleDocument } from './proof-collections.ts'

/** So many nodes go in one call. */
const PIECE = 1000

/**
 * Drops up to `limit` nodes that epochs up to this one made stale, and answers how many. What is done is noted after it was done: a server
 * that dies, or two that prune at once, do a part of it twice, and the second time finds nothing.
 */
export async function pruneMap(
  { ask }: Connection,
  { nodes, stale }: Pick<ProofCollections, 'nodes' | 'stale'>,
  epochs: Epochs,
  index: number,
  limit: number,
): Promise<number> {
  const upTo = Math.min(index, (await epochs.count()) - 1)
  let dropped = 0
  while (dropped < limit) {
    const next = await ask(() => stale.findOne({ epoch: { $lte: upTo } }, { sort: { epoch: 1, _id: 1 } }))
    if (next === null) break
    const counts = (await epochs.attemptsAt([next.epoch])).get(next.epoch) === next.attempt
    const bytes = counts ? bytesOf(next.hashes) : new Uint8Array()
    const taken = bytes.subarray(0, Math.min(PIECE, limit - dropped) * HASH_BYTES)
    const ids = [...piecesOf(taken, HASH_BYTES)].map(binaryOf)
    if (ids.length > 0) dropped += (await ask(() => nodes.deleteMany({ _id: { $in: ids } }))).deletedCount
    await leave(next, bytes.subarray(taken.length))
  }
  return dropped

  /** Keeps what isn't pruned yet. What an attempt left that came to nothing is thrown away as a whole. */
  async function leave({ _id }: StaleDocument, rest: Uint8Array): Promise<void> {
    if (rest.length === 0) await ask(() => stale.deleteOne({ _id }))
    else await ask(() => stale.updateOne({ _id }, { $set: { hashes: binaryOf(rest) } }))
  }
}
