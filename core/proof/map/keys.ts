import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { type Aggregate, aggregateName } from '../../events/names.ts'

/** An aggregate's newest event, as the map of heads commits to it. */
export type AggregateHead = { readonly aggregate: Aggregate; readonly version: number; readonly hash: string }

/** Stands for an empty subtree: 32 zero bytes. Not to be written to. */
export const EMPTY: Uint8Array = new Uint8Array(32)

/** The bits of a key are the path of an aggregate in the map, most significant bit first. Specification, section 4. */
export const KEY_BITS = 256

export const LEAF_TAG = 0x02
export const INNER_TAG = 0x03

/** Where an aggregate stands in the map: 32 bytes. Section 4. */
export function mapKey(aggregate: Aggregate): Uint8Array {
  return sha256(utf8ToBytes(`sealdesk/map-key/v1\n${aggregateName(aggregate)}\n`))
}

/** What the map says of an aggregate: its version and the hash of its newest event (hex), in 32 bytes. Section 4. */
export function headValue(aggregate: Aggregate, version: number, hash: string): Uint8Array {
  return sha256(utf8ToBytes(`sealdesk/head/v1\n${aggregateName(aggregate)}\n${version}\n${hash}\n`))
}

/** Hash of a leaf. Section 4. */
export function leafHash(key: Uint8Array, value: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(LEAF_TAG), key, value))
}

/** Hash of an inner node over its two halves, `EMPTY` for an empty one. Section 4. */
export function innerHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(INNER_TAG), left, right))
}

/** Which half of an inner node at `depth` a key is in: 0 left, 1 right. */
export function bitAt(key: Uint8Array, depth: number): 0 | 1 {
  return (((key[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1) === 1 ? 1 : 0
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && hasBytesAt(a, 0, b)
}

/** Whether the bytes from `at` on are these. */
export function hasBytesAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false
  return true
}
