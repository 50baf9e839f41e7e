import { bytesToHex } from '@noble/hashes/utils.js'
import { type AggregateHead, bitAt, EMPTY, headValue, innerHash, leafHash, mapKey } from './keys.ts'

/**
 * Root (hex) of the map of these heads, from nothing but them: the definition of section 4, written down. It is what updates and proofs are
 * compared with. Each aggregate may be given once.
 */
export function mapRoot(heads: readonly AggregateHead[]): string {
  const leaves = heads.map(({ aggregate, version, hash }) => ({ key: mapKey(aggregate), value: headValue(aggregate, version, hash) }))
  return bytesToHex(subtree(leaves, 0))
}

type Leaf = { readonly key: Uint8Array; readonly value: Uint8Array }

function subtree(leaves: readonly Leaf[], depth: number): Uint8Array {
  const [leaf] = leaves
  if (leaf === undefined) return EMPTY
  if (leaves.length === 1) return leafHash(leaf.key, leaf.value)
  return innerHash(
    subtree(
      leaves.filter(({ key }) => bitAt(key, depth) === 0),
      depth + 1,
    ),
    subtree(
      leaves.filter(({ key }) => bitAt(key, depth) === 1),
      depth + 1,
    ),
  )
}
