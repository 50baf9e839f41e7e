import { MAP_NODE_BYTES } from '../../../core/proof/map/node.ts'
import { MissingNode } from '../errors.ts'
import type { ProofStore } from '../proofs.ts'
import type { ProofReads } from '../store-reads.ts'
import { packProofs } from './kept-proofs.ts'
import { HASH_BYTES } from './map-nodes.ts'
import type { Reads } from './reads.ts'
import type { WorkerClient } from './worker-client.ts'
import type { Writes } from './writes.ts'

/**
 * So many nodes, hashes or heads go in one call, since others wait for the thread, too. Nodes are spread all over their table: in one of
 * two million, nearly each that is written or dropped costs a page of its own.
 */
const READ_PIECE = 2000
const WRITE_PIECE = 1000
const HEADS_PAGE = 1000
const PROOFS_PAGE = 500

export function openProofReads(reader: WorkerClient<Reads>): ProofReads {
  return {
    async mapNodes(hashes) {
      const found: Uint8Array[] = []
      for (const piece of piecesOf(hashes, READ_PIECE * HASH_BYTES)) {
        const nodes = await reader.call('readNodes', piece)
        if (nodes.length / MAP_NODE_BYTES < piece.length / HASH_BYTES) throw new MissingNode(firstMissing(piece, nodes))
        found.push(nodes)
      }
      return joined(found)
    },
    newestEpoch: () => reader.call('newestEpoch'),
    epoch: async index => (await reader.call('epochsFrom', index, 1)).find(found => found.index === index) ?? null,
    epochs: (from, limit) => reader.call('epochsFrom', from, limit),
    async *changedHeads(index) {
      for (let row = 0; ; ) {
        const heads = await reader.call('changedHeads', index, row, HEADS_PAGE)
        const last = heads.at(-1)
        if (last === undefined) return
        yield heads.map(({ aggregate, version, hash }) => ({ aggregate, version, hash }))
        row = last.row
      }
    },
    async headsAt(aggregates, index) {
      const found = []
      for (let from = 0; from < aggregates.length; from += HEADS_PAGE)
        found.push(...(await reader.call('headsAt', aggregates.slice(from, from + HEADS_PAGE), index)))
      return found
    },
    keptProof: aggregate => reader.call('keptProof', aggregate),
    async *keptProofs() {
      for (let row = 0; ; ) {
        const proofs = await reader.call('keptProofs', row, PROOFS_PAGE)
        const last = proofs.at(-1)
        if (last === undefined) return
        yield proofs.map(({ aggregate, epoch, version, siblings }) => ({ aggregate, epoch, version, siblings }))
        row = last.row
      }
    },
  }
}

export function openProofWrites(writer: WorkerClient<Writes>): Omit<ProofStore, keyof ProofReads> {
  return {
    async putMapNodes(nodes) {
      for (const piece of piecesOf(nodes, WRITE_PIECE * MAP_NODE_BYTES)) await writer.call('putNodes', piece)
    },
    async stage({ index, attempt, heads, stale }) {
      for (let from = 0; from < heads.length; from += WRITE_PIECE)
        await writer.call('stageHeads', index, attempt, heads.slice(from, from + WRITE_PIECE))
      for (const piece of piecesOf(stale, WRITE_PIECE * HASH_BYTES)) await writer.call('stageStale', index, attempt, piece)
    },
    commitEpoch: epoch => writer.call('commitEpoch', epoch),
    async pruneMap(index, limit) {
      let dropped = 0
      while (dropped < limit) {
        const asked = Math.min(WRITE_PIECE, limit - dropped)
        const answer = await writer.call('pruneMap', index, asked)
        dropped += answer
        if (answer < asked) break
      }
      return dropped
    },
    async keepProofs(proofs) {
      for (let from = 0; from < proofs.length; from += WRITE_PIECE) {
        const { listed, siblings } = packProofs(proofs.slice(from, from + WRITE_PIECE))
        await writer.call('keepProofs', listed, siblings)
      }
    },
  }
}

function* piecesOf(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length)
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces
  if (first !== undefined && pieces.length === 1) return first
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** The first of the hashes, in hex, that isn't the next of the nodes found, which lack some. */
function firstMissing(hashes: Uint8Array, nodes: Uint8Array): string {
  for (let n = 0; ; n++) {
    const hash = Buffer.from(hashes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES))
    if (!hash.equals(nodes.subarray(n * MAP_NODE_BYTES, n * MAP_NODE_BYTES + HASH_BYTES))) return hash.toString('hex')
  }
}
