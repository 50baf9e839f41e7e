import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { EMPTY, sameBytes } from './keys.ts'
import { HASH_BYTES } from './node.ts'
import type { Siblings } from './prove.ts'

/** Siblings as they are kept: 32 bytes each, from the root down, and zeros for an empty subtree. */
export function packSiblings(siblings: Siblings): Uint8Array {
  const packed = new Uint8Array(siblings.length * HASH_BYTES)
  for (const [depth, sibling] of siblings.entries()) if (sibling !== null) packed.set(hexToBytes(sibling), depth * HASH_BYTES)
  return packed
}

/** What bytes hold that `packSiblings` made. Of others it makes siblings that prove nothing. */
export function unpackSiblings(packed: Uint8Array): Siblings {
  return Array.from({ length: Math.ceil(packed.length / HASH_BYTES) }, (_, depth) => {
    const hash = packed.subarray(depth * HASH_BYTES, (depth + 1) * HASH_BYTES)
    return sameBytes(hash, EMPTY) ? null : bytesToHex(hash)
  })
}
