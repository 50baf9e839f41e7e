import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import { displayHash, internalHash, varintBytes } from '../../../../core/proof/bitcoin/bytes.ts'
import { doubleSha256 } from '../../../../core/proof/bitcoin/hash.ts'

/** Root of a block's transactions; ids and root in display order. A last hash without a neighbour is its own neighbour. */
export function merkleRoot(txids: readonly string[]): string {
  const [root] = levelsOf(txids).at(-1) ?? []
  if (root === undefined) throw new RangeError('A block has at least one transaction.')
  return displayHash(root)
}

const DUPLICATE = 1
const TRANSACTION = 2

/** The path from the transaction at `index` to the root, as a BUMP in hex (BRC-74): on each level only what can't be computed. */
export function merklePath(txids: readonly string[], index: number, height: number): string {
  const levels = levelsOf(txids)
  // A block with one transaction has a path of one level, without a neighbour.
  const below = levels.length === 1 ? levels : levels.slice(0, -1)
  const written = below.map((level, depth) => {
    const offset = index >> depth
    const leaves = levels.length === 1 ? [] : [sibling(level, offset ^ 1)]
    if (depth === 0) leaves.splice(offset & 1, 0, leaf(offset, TRANSACTION, level[offset]))
    return concatBytes(varintBytes(leaves.length), ...leaves)
  })
  return bytesToHex(concatBytes(varintBytes(height), Uint8Array.of(written.length), ...written))
}

function sibling(level: readonly Uint8Array[], offset: number): Uint8Array {
  const hash = level[offset]
  return hash === undefined ? leaf(offset, DUPLICATE) : leaf(offset, 0, hash)
}

function leaf(offset: number, flags: number, hash: Uint8Array = new Uint8Array()): Uint8Array {
  return concatBytes(varintBytes(offset), Uint8Array.of(flags), hash)
}

/** From the ids up to the root. */
function levelsOf(txids: readonly string[]): Uint8Array[][] {
  const levels = [txids.map(internalHash)]
  for (let level = levels[0] ?? []; level.length > 1; levels.push(level)) level = parentsOf(level)
  return levels
}

function parentsOf(level: readonly Uint8Array[]): Uint8Array[] {
  const parents: Uint8Array[] = []
  for (const [offset, left] of level.entries()) {
    if (offset % 2 === 0) parents.push(doubleSha256(concatBytes(left, level[offset + 1] ?? left)))
  }
  return parents
}
