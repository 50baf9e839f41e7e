import { bytesToHex } from '@noble/hashes/utils.js'
import { HASH_BYTES, MAP_NODE_BYTES, type MapNode, unpackNode } from '../../../../core/proof/map/node.ts'
import type { MapNodes } from '../../../../core/proof/map/nodes.ts'

/** Every node that there ever was, under its hash, as a store has it. */
export class KeptNodes implements MapNodes {
  readonly #nodes = new Map<string, MapNode>()
  /** How many reads there were. */
  reads = 0

  add(packed: Uint8Array): void {
    for (let at = 0; at < packed.length; at += MAP_NODE_BYTES)
      this.#nodes.set(bytesToHex(packed.subarray(at, at + HASH_BYTES)), unpackNode(packed, at))
  }

  async read(hashes: readonly Uint8Array[]): Promise<readonly MapNode[]> {
    this.reads++
    return hashes.map(hash => {
      const node = this.#nodes.get(bytesToHex(hash))
      if (node === undefined) throw new Error(`no node ${bytesToHex(hash)}`)
      return node
    })
  }

  /** Hashes (hex) of all nodes of the map with a root. */
  reachable(root: Uint8Array): ReadonlySet<string> {
    const found = new Set<string>()
    const visit = (hash: Uint8Array) => {
      const node = this.#nodes.get(bytesToHex(hash))
      if (node === undefined) return
      found.add(bytesToHex(hash))
      if (node.kind === 'leaf') return
      visit(node.left)
      visit(node.right)
    }
    visit(root)
    return found
  }
}

/** Hashes (hex) that are packed one after another, each the first of `width` bytes. */
export function hashesOf(packed: Uint8Array, width: number): readonly string[] {
  const hashes: string[] = []
  for (let at = 0; at < packed.length; at += width) hashes.push(bytesToHex(packed.subarray(at, at + HASH_BYTES)))
  return hashes
}
