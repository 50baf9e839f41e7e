import { INNER_TAG, LEAF_TAG } from './keys.ts'

/** A node of the map of heads (specification, section 4). In an inner node, `EMPTY` stands for an empty half. */
export type MapNode =
  | { readonly kind: 'leaf'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly kind: 'inner'; readonly left: Uint8Array; readonly right: Uint8Array }

export const HASH_BYTES = 32

/**
 * Bytes of a packed node: its hash (32), then exactly what is hashed: its tag (1: 2 for a leaf, 3 for an inner node) and its two halves
 * (64).
 */
export const MAP_NODE_BYTES = 97

/** Where in a packed node the hashed bytes begin: tag, and after it the halves. */
export const TAG_AT = HASH_BYTES
export const LEFT_AT = TAG_AT + 1
export const RIGHT_AT = LEFT_AT + HASH_BYTES

/** The nodes of packed bytes, as views of them. */
export function unpackNodes(packed: Uint8Array): readonly MapNode[] {
  const nodes: MapNode[] = []
  for (let at = 0; at < packed.length; at += MAP_NODE_BYTES) nodes.push(unpackNode(packed, at))
  return nodes
}

/** The node whose packed form begins at an offset, as views of it. */
export function unpackNode(packed: Uint8Array, at: number): MapNode {
  const left = packed.subarray(at + LEFT_AT, at + RIGHT_AT)
  const right = packed.subarray(at + RIGHT_AT, at + MAP_NODE_BYTES)
  switch (packed[at + TAG_AT]) {
    case LEAF_TAG:
      return { kind: 'leaf', key: left, value: right }
    case INNER_TAG:
      return { kind: 'inner', left, right }
    default:
      throw new RangeError('a packed node must be a leaf or an inner node')
  }
}
