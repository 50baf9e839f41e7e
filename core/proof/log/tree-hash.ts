import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

const LEAF = Uint8Array.of(0x00)
const INNER = Uint8Array.of(0x01)

/** Root of a log without records: the hash of nothing. */
export const EMPTY_ROOT = bytesToHex(sha256(new Uint8Array()))

/** Hash (hex) of a record as a leaf of the log. Specification, section 5. */
export function leafHash(record: string): string {
  return bytesToHex(sha256(concatBytes(LEAF, utf8ToBytes(record))))
}

/** Hash (hex) over two subtrees that stand side by side. */
export function innerHash(left: string, right: string): string {
  return bytesToHex(sha256(concatBytes(INNER, hexToBytes(left), hexToBytes(right))))
}
