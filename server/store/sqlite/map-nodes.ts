import { MAP_NODE_BYTES } from '../../../core/proof/map/node.ts'
import { bytes, type Database, integer, text } from './database.ts'

export const HASH_BYTES = 32
const CONTENT_BYTES = MAP_NODE_BYTES - HASH_BYTES

/**
 * The places 0, 1, 2 … of the pieces that the bytes ?1 consist of. A thousand nodes are one statement: calling SQLite once for each would
 * take several times as long as finding them.
 */
const places = (length: number) =>
  `WITH RECURSIVE places(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM places WHERE (n + 2) * ${length} <= length(?1))`

/** In the order of the hashes that are asked for, as one text in hex, which costs less than a row for each. */
export const READ_NODES = `${places(HASH_BYTES)}
  SELECT count(*) AS nodes, coalesce(group_concat(hex(hash) || hex(content), '' ORDER BY n), '') AS found
  FROM places CROSS JOIN map_nodes ON hash = substr(?1, n * ${HASH_BYTES} + 1, ${HASH_BYTES})`

const PUT_NODES = `${places(MAP_NODE_BYTES)}
  INSERT INTO map_nodes (hash, content)
  SELECT substr(?1, n * ${MAP_NODE_BYTES} + 1, ${HASH_BYTES}), substr(?1, n * ${MAP_NODE_BYTES} + ${HASH_BYTES + 1}, ${CONTENT_BYTES})
  FROM places WHERE true ON CONFLICT (hash) DO NOTHING`

const DROP_NODES = `${places(HASH_BYTES)}
  DELETE FROM map_nodes WHERE hash IN (SELECT substr(?1, n * ${HASH_BYTES} + 1, ${HASH_BYTES}) FROM places)`

/** Packed nodes under packed hashes, in their order. Those that aren't there are left out. */
export function readNodes(database: Database, hashes: Uint8Array): Uint8Array {
  if (hashes.length === 0) return new Uint8Array()
  const read = (found: string, nodes: number) => {
    const packed = new Uint8Array(nodes * MAP_NODE_BYTES)
    Buffer.from(packed.buffer).write(found, 'hex')
    return packed
  }
  return database.get(READ_NODES, row => read(text(row, 'found'), integer(row, 'nodes')), hashes) ?? new Uint8Array()
}

export function putNodes(database: Database, nodes: Uint8Array): void {
  if (nodes.length > 0) database.run(PUT_NODES, nodes)
}

type Stale = { readonly id: number; readonly hashes: Uint8Array }

export const NEXT_STALE = `SELECT s.id, s.hashes FROM stale_nodes s JOIN epochs e ON e.number = s.epoch AND e.attempt = s.attempt
  WHERE s.epoch <= ? ORDER BY s.epoch, s.id LIMIT 1`

/** Drops up to `limit` nodes that epochs up to this one made stale, and answers how many. */
export function pruneMap(database: Database, index: number, limit: number): number {
  let dropped = 0
  while (dropped < limit) {
    const stale = database.get<Stale>(NEXT_STALE, row => ({ id: integer(row, 'id'), hashes: bytes(row, 'hashes') }), index)
    if (stale === null) break
    const length = Math.min(stale.hashes.length, (limit - dropped) * HASH_BYTES)
    if (length > 0) dropped += database.run(DROP_NODES, stale.hashes.subarray(0, length))
    if (length === stale.hashes.length) database.run('DELETE FROM stale_nodes WHERE id = ?', stale.id)
    else database.run('UPDATE stale_nodes SET hashes = ? WHERE id = ?', stale.hashes.subarray(length), stale.id)
  }
  return dropped
}
