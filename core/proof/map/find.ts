import { bytesToHex } from '@noble/hashes/utils.js'
import { bitAt, EMPTY, KEY_BITS, sameBytes } from './keys.ts'
import type { MapNodes } from './nodes.ts'
import type { NonInclusion } from './prove.ts'

/**
 * The path of a key in the map with this root: where `leaf` has the key, a proof of inclusion, else one of non-inclusion. Reads one node for
 * each bit that the key shares with another. Rejects as `nodes` does. Specification, sections 4 and 9.5.
 */
export async function proveHead(root: Uint8Array, key: Uint8Array, nodes: MapNodes): Promise<NonInclusion> {
  const siblings: (string | null)[] = []
  let hash = root
  while (!sameBytes(hash, EMPTY)) {
    const [node] = await nodes.read([hash])
    if (node === undefined) throw new RangeError('fewer nodes were read than asked for')
    if (node.kind === 'leaf') return { siblings, leaf: { key: bytesToHex(node.key), value: bytesToHex(node.value) } }
    if (siblings.length === KEY_BITS) throw new RangeError('the map has an inner node below the last bit of its keys')
    const onRight = bitAt(key, siblings.length) === 1
    const sibling = onRight ? node.left : node.right
    siblings.push(sameBytes(sibling, EMPTY) ? null : bytesToHex(sibling))
    hash = onRight ? node.right : node.left
  }
  return { siblings, leaf: null }
}
