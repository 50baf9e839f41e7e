import { createHash } from 'node:crypto'
import { MAP_NODE_BYTES } from '../../core/proof/map/node.ts'
import type { Epoch, KeptHeader, MappedHead } from '../../server/store/proofs.ts'
import { hash, ticket } from './samples.ts'

/** Another node for each number, with bytes of every value. The store doesn't look into nodes. */
export function mapNode(n: number): Uint8Array {
  const node = new Uint8Array(MAP_NODE_BYTES)
  for (let at = 0; at < MAP_NODE_BYTES; at += 32) node.set(digest(`${n} ${at}`).subarray(0, MAP_NODE_BYTES - at), at)
  return node
}

export function packed(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces))
}

/** Packed nodes. */
export function nodesOf(...ids: readonly number[]): Uint8Array {
  return packed(ids.map(mapNode))
}

/** Their packed hashes. */
export function hashesOf(...ids: readonly number[]): Uint8Array {
  return packed(ids.map(id => mapNode(id).subarray(0, 32)))
}

export function mappedHead(n: number, version: number): MappedHead {
  return { aggregate: ticket(n), version, hash: Buffer.from(digest(`head ${n} ${version}`)).toString('hex') }
}

export function epoch(index: number, changes: Partial<Epoch> = {}): Epoch {
  return {
    index,
    record: `record ${index}\n`,
    mapRoot: hash(index),
    aggregates: index + 1,
    versions: 2 * index + 1,
    completed: [hash(index)],
    checkpoint: `checkpoint ${index}\n`,
    cursor: String(index).padStart(16, '0'),
    attempt: `attempt ${index}`,
    ...changes,
  }
}

/** A header at a height; `branch` tells those of one height apart. */
export function keptHeader(height: number, branch = 'main'): KeptHeader {
  const header = Buffer.concat([digest(`${branch} ${height}`), digest('a'), digest('b')]).toString('hex', 0, 80)
  return { height, hash: Buffer.from(digest(header)).toString('hex'), header }
}

function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest())
}
