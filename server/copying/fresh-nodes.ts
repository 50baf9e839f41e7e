import { bytesToHex } from '@noble/hashes/utils.js'
import { HASH_BYTES, MAP_NODE_BYTES, type MapNode, unpackNode } from '../../core/proof/map/node.ts'
import type { MapNodes } from '../../core/proof/map/nodes.ts'

/** So many are held at most, some 20 MB. */
const MOST = 50_000

/** The newest nodes of a map in memory, over all of them in a store: those that aren't stored yet, and some that are. */
export class FreshNodes implements MapNodes {
  readonly #stored: MapNodes
  readonly #fresh = new Map<string, MapNode>()

  constructor(stored: MapNodes) {
    this.#stored = stored
  }

  /** Takes in packed nodes. */
  add(packed: Uint8Array): void {
    for (let at = 0; at < packed.length; at += MAP_NODE_BYTES)
      this.#fresh.set(bytesToHex(packed.subarray(at, at + HASH_BYTES)), unpackNode(packed, at))
  }

  /** To be told when all of them are stored. */
  stored(): void {
    if (this.#fresh.size > MOST) this.#fresh.clear()
  }

  async read(hashes: readonly Uint8Array[]): Promise<readonly MapNode[]> {
    const fresh = hashes.map(hash => this.#fresh.get(bytesToHex(hash)))
    const missing = hashes.filter((_, place) => fresh[place] === undefined)
    const found = missing.length === 0 ? [] : await this.#stored.read(missing)
    let next = 0
    return fresh.flatMap(node => node ?? found[next++] ?? [])
  }
}
