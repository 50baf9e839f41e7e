import { bytesToHex } from '@noble/hashes/utils.js'
import { bitAt, EMPTY, KEY_BITS, sameBytes } from './keys.ts'
import type { MapNode } from './node.ts'
import type { MapNodes } from './nodes.ts'
import { Pacer } from './pacer.ts'
import type { NonInclusion, ProvenLeaf } from './prove.ts'

/** Nodes in one read: enough that the round trip to a store doesn't count, few enough that nobody waits for it. */
const READ = 1024

type Path = { readonly key: Uint8Array; readonly siblings: (string | null)[]; leaf: ProvenLeaf | null }

/** A node, and the paths that lead through it. */
type Crossing = { readonly hash: Uint8Array; readonly paths: readonly Path[] }

/**
 * The path of a key in the map with this root: where `leaf` has the key, a proof of inclusion, else one of non-inclusion. Reads one node for
 * each bit that the key shares with another. Rejects as `nodes` does. Specification, sections 4 and 9.5.
 */
export async function proveHead(root: Uint8Array, key: Uint8Array, nodes: MapNodes): Promise<NonInclusion> {
  const [proof] = await proveHeads(root, [key], nodes)
  if (proof === undefined) throw new RangeError('a key has no path')
  return proof
}

/**
 * The same for many keys, in their order. All paths are gone down together, one depth at a time, so that a store is asked once for many
 * nodes, and once for a node that several paths lead through. `pause` is awaited every few milliseconds.
 */
export async function proveHeads(
  root: Uint8Array,
  keys: readonly Uint8Array[],
  nodes: MapNodes,
  pause?: () => Promise<void>,
): Promise<readonly NonInclusion[]> {
  const pacer = new Pacer(pause)
  const paths = keys.map((key): Path => ({ key, siblings: [], leaf: null }))
  let crossings = crossingsAt(root, paths)
  for (let depth = 0; crossings.length > 0; depth++) {
    const next: Crossing[] = []
    for (let start = 0; start < crossings.length; start += READ) {
      const piece = crossings.slice(start, start + READ)
      const found = await nodes.read(piece.map(({ hash }) => hash))
      for (const [place, { paths }] of piece.entries()) {
        const node = found[place]
        if (node === undefined) throw new RangeError('fewer nodes were read than asked for')
        next.push(...follow(node, depth, paths))
        pacer.count(paths.length)
        if (pacer.tired()) await pacer.rest()
      }
    }
    crossings = next
  }
  return paths.map(({ siblings, leaf }) => ({ siblings, leaf }))
}

/** Takes the paths that come to a node at this depth one step further, and answers where they go on. */
function follow(node: MapNode, depth: number, paths: readonly Path[]): readonly Crossing[] {
  if (node.kind === 'leaf') {
    const leaf = { key: bytesToHex(node.key), value: bytesToHex(node.value) }
    for (const path of paths) path.leaf = leaf
    return []
  }
  if (depth === KEY_BITS) throw new RangeError('the map has an inner node below the last bit of its keys')
  const left = paths.filter(({ key }) => bitAt(key, depth) === 0)
  const right = paths.filter(({ key }) => bitAt(key, depth) === 1)
  return [...turn(left, node.left, node.right), ...turn(right, node.right, node.left)]
}

/** The paths that go on in one half of an inner node, and leave the other one aside. */
function turn(paths: readonly Path[], half: Uint8Array, aside: Uint8Array): readonly Crossing[] {
  if (paths.length === 0) return []
  const sibling = sameBytes(aside, EMPTY) ? null : bytesToHex(aside)
  for (const { siblings } of paths) siblings.push(sibling)
  return crossingsAt(half, paths)
}

function crossingsAt(hash: Uint8Array, paths: readonly Path[]): readonly Crossing[] {
  return paths.length === 0 || sameBytes(hash, EMPTY) ? [] : [{ hash, paths }]
}
