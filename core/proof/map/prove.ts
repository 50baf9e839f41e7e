import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { isHash } from '../../events/names.ts'
import { bitAt, EMPTY, innerHash, KEY_BITS, leafHash, sameBytes } from './keys.ts'

/** Siblings from the root down, in hex; null for an empty subtree. Specification, sections 4 and 9.5. */
export type Siblings = readonly (string | null)[]

/** Where the path of a key ends, in hex. */
export type ProvenLeaf = { readonly key: string; readonly value: string }

/** That a key isn't in the map: its path ends at an empty subtree (`leaf` is null), or at a leaf with another key. Section 9.5. */
export type NonInclusion = { readonly siblings: Siblings; readonly leaf: ProvenLeaf | null }

/** A proof that isn't well formed. `rule` is the part of it that isn't. */
export class MapProofError extends Error {
  override readonly name = 'MapProofError'
  readonly rule: 'siblings'

  constructor(rule: 'siblings', message: string) {
    super(message)
    this.rule = rule
  }
}

/**
 * The root (hex) of every map that holds this entry with these siblings. Who compares it with a known root has proven that the entry is
 * in that map. Throws `MapProofError` for siblings that aren't written as section 9.5 says.
 */
export function rootFromInclusion(key: Uint8Array, value: Uint8Array, siblings: unknown): string {
  return bytesToHex(rootAbove(leafHash(key, value), key, parseSiblings(siblings)))
}

/** Whether siblings show that the map with this root (hex) holds this entry. Of malformed ones, false. */
export function checkInclusion(key: Uint8Array, value: Uint8Array, siblings: Siblings, root: string): boolean {
  return falseWhereMalformed(() => rootFromInclusion(key, value, siblings) === root)
}

/** Whether a proof shows that no entry of the map with this root (hex) has this key. Of a malformed proof, false. */
export function checkNonInclusion(key: Uint8Array, proof: NonInclusion, root: string): boolean {
  return falseWhereMalformed(() => {
    const siblings = parseSiblings(proof.siblings)
    const end = endOfPath(key, proof.leaf, siblings.length)
    return end !== null && bytesToHex(rootAbove(end, key, siblings)) === root
  })
}

function falseWhereMalformed(check: () => boolean): boolean {
  try {
    return check()
  } catch (error) {
    if (error instanceof MapProofError) return false
    throw error
  }
}

/** Hash of what stands where the path ends; null where that doesn't exclude the key. */
function endOfPath(key: Uint8Array, leaf: ProvenLeaf | null, depth: number): Uint8Array | null {
  if (leaf === null) return EMPTY
  if (!isHash(leaf.key) || !isHash(leaf.value)) return null
  const other = hexToBytes(leaf.key)
  return !sameBytes(other, key) && sharesPrefix(other, key, depth) ? leafHash(other, hexToBytes(leaf.value)) : null
}

function rootAbove(end: Uint8Array, key: Uint8Array, siblings: readonly Uint8Array[]): Uint8Array {
  let hash = end
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const sibling = siblings[depth] ?? EMPTY
    hash = bitAt(key, depth) === 0 ? innerHash(hash, sibling) : innerHash(sibling, hash)
  }
  return hash
}

function parseSiblings(siblings: unknown): readonly Uint8Array[] {
  if (!Array.isArray(siblings)) throw new MapProofError('siblings', 'the siblings are not a list')
  if (siblings.length > KEY_BITS) throw new MapProofError('siblings', `there are more than ${KEY_BITS} siblings`)
  const hashes = siblings.map(parseSibling)
  if (hashes.at(-1) === EMPTY) throw new MapProofError('siblings', 'the deepest sibling is empty: the path would end one level higher')
  return hashes
}

function parseSibling(sibling: unknown): Uint8Array {
  if (sibling === null) return EMPTY
  if (typeof sibling !== 'string' || !isHash(sibling)) throw new MapProofError('siblings', 'a sibling is neither 64 hex digits nor null')
  const hash = hexToBytes(sibling)
  // Two ways of writing one proof would be one too many.
  if (sameBytes(hash, EMPTY)) throw new MapProofError('siblings', 'an empty sibling is written out as zeros')
  return hash
}

function sharesPrefix(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  for (let depth = 0; depth < bits; depth++) if (bitAt(a, depth) !== bitAt(b, depth)) return false
  return true
}
