import { HASH_BYTES, MAP_NODE_BYTES } from '../../../core/proof/map/node.ts'
import { MissingNode } from '../errors.ts'
import type { ProofStore } from '../proofs.ts'
import type { Connection } from './connection.ts'
import { isDuplicatesOnly } from './failures.ts'
import { binaryOf, bytesOf, hexOf, piecesOf } from './packed.ts'
import type { NodeDocument, ProofCollections } from './proof-collections.ts'

/** So many nodes go in one call. */
const PIECE = 1000

export function openMapNodes(
  { ask }: Connection,
  { nodes }: Pick<ProofCollections, 'nodes'>,
): Pick<ProofStore, 'mapNodes' | 'putMapNodes'> {
  /** Those of the hashes that are there, by their hashes in hex. */
  async function find(hashes: readonly Uint8Array[]): Promise<ReadonlyMap<string, NodeDocument>> {
    const found = await ask(() => nodes.find({ _id: { $in: hashes.map(binaryOf) } }).toArray())
    return new Map(found.map(node => [hexOf(bytesOf(node._id)), node]))
  }

  async function put(documents: NodeDocument[]): Promise<void> {
    try {
      await ask(() => nodes.insertMany(documents, { ordered: false }))
    } catch (error) {
      // What is there already is the same: its hash says so.
      if (!isDuplicatesOnly(error)) throw error
    }
  }

  return {
    async mapNodes(hashes) {
      const packed = new Uint8Array((hashes.length / HASH_BYTES) * MAP_NODE_BYTES)
      let at = 0
      for (const piece of piecesOf(hashes, PIECE * HASH_BYTES)) {
        const asked = [...piecesOf(piece, HASH_BYTES)]
        const found = await find(asked)
        for (const hash of asked) {
          const node = found.get(hexOf(hash))
          if (node === undefined) throw new MissingNode(hexOf(hash))
          packed.set(hash, at)
          packed.set(bytesOf(node.content), at + HASH_BYTES)
          at += MAP_NODE_BYTES
        }
      }
      return packed
    },
    async putMapNodes(packed) {
      for (const piece of piecesOf(packed, PIECE * MAP_NODE_BYTES))
        await put(
          [...piecesOf(piece, MAP_NODE_BYTES)].map(node => ({
            _id: binaryOf(node.subarray(0, HASH_BYTES)),
            content: binaryOf(node.subarray(HASH_BYTES)),
          })),
        )
    },
  }
}
