import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import { type Bump, parseBump } from './bump.ts'
import { BytesError, displayHash, internalHash, varintBytes } from './bytes.ts'
import { doubleSha256 } from './hash.ts'

/** The way from one transaction to the Merkle root of its block. Hashes in display order. */
export type MerklePath = {
  readonly txid: string
  /** Height of the block, as the path's writer claims it. */
  readonly height: number
  /** Place of the transaction in the block. */
  readonly index: number
  /** From the leaf upwards; `null` where the node has no neighbour and is hashed with itself. */
  readonly siblings: readonly (string | null)[]
}

/**
 * The path in a BUMP that holds exactly that of one transaction: its flagged leaf, and one sibling a level. Specification, section 9.8.
 *
 * Throws `BytesError` for anything else. What it leads to is `merkleRoot`'s answer.
 */
export function parseMerklePath(hex: string, txid: string): MerklePath {
  const bump = parseBump(hex)
  const path = merklePath(bump, txid)
  const isExact = bump.levels.every(
    (level, depth) =>
      level.length === (depth === 0 ? 2 : 1) && level.every(leaf => leaf.isTransaction === (depth === 0 && leaf.offset === path.index)),
  )
  if (!isExact) throw new BytesError('more than the path of the transaction')
  return path
}

/**
 * The path of one transaction in a BUMP that may hold more, as services send it.
 *
 * Throws `BytesError` where the transaction, or a sibling on its way, isn't in it.
 */
export function merklePath(bump: Bump, txid: string): MerklePath {
  const [leaf, ...others] = bump.levels[0]?.filter(({ hash }) => hash === txid) ?? []
  if (leaf === undefined || others.length > 0) throw new BytesError('the transaction is not in the Merkle path, or twice')
  const siblings = bump.levels.map((level, depth) => {
    const offset = neighbour(ancestor(leaf.offset, depth))
    const [sibling, ...more] = level.filter(other => other.offset === offset)
    if (sibling === undefined || more.length > 0) throw new BytesError(`level ${depth} of the Merkle path doesn't hold one sibling`)
    return sibling.hash
  })
  return { txid, height: bump.height, index: leaf.offset, siblings }
}

/**
 * The Merkle root that a path leads to. Section 9.8.
 *
 * Throws `BytesError` for a path that no block can have. A node is hashed with itself only at the right edge, and only that is written
 * `null`: else a block's list of transactions could be passed off as a longer one.
 */
export function merkleRoot({ txid, index, siblings }: MerklePath): string {
  let hash = txid
  let isAtEdge = false
  for (const [depth, sibling] of siblings.entries()) {
    const isRight = ancestor(index, depth) % 2 === 1
    if (sibling === hash) throw new BytesError('a sibling in the Merkle path is written out although it is the same hash')
    if (sibling === null && isRight) throw new BytesError('a node in the Merkle path is doubled, and not at the right edge')
    if (sibling !== null && isAtEdge && !isRight) throw new BytesError('a node in the Merkle path is right of the right edge')
    isAtEdge ||= sibling === null
    hash = isRight ? parent(sibling ?? hash, hash) : parent(hash, sibling ?? hash)
  }
  return hash
}

/** The BUMP of exactly this path, in hex. */
export function formatMerklePath({ txid, height, index, siblings }: MerklePath): string {
  const levels = siblings.map((sibling, depth) => {
    const other = { offset: neighbour(ancestor(index, depth)), bytes: leafBytes(sibling) }
    if (depth > 0) return concatBytes(Uint8Array.of(1), varintBytes(other.offset), other.bytes)
    const own = { offset: index, bytes: concatBytes(Uint8Array.of(2), internalHash(txid)) }
    const [left, right] = index % 2 === 0 ? [own, other] : [other, own]
    return concatBytes(Uint8Array.of(2), varintBytes(left.offset), left.bytes, varintBytes(right.offset), right.bytes)
  })
  return bytesToHex(concatBytes(varintBytes(height), Uint8Array.of(siblings.length), ...levels))
}

function leafBytes(sibling: string | null): Uint8Array {
  return sibling === null ? Uint8Array.of(1) : concatBytes(Uint8Array.of(0), internalHash(sibling))
}

function parent(left: string, right: string): string {
  return displayHash(doubleSha256(concatBytes(internalHash(left), internalHash(right))))
}

/** Offset, in the level `depth` above the leaves, of the node that a leaf is under. Offsets can be beyond 32 bits. */
function ancestor(offset: number, depth: number): number {
  return Math.floor(offset / 2 ** depth)
}

function neighbour(offset: number): number {
  return offset % 2 === 0 ? offset + 1 : offset - 1
}
