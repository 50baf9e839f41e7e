import { EMPTY, INNER_TAG, LEAF_TAG, sameBytes } from './keys.ts'
import { HASH_BYTES, LEFT_AT, MAP_NODE_BYTES, RIGHT_AT, TAG_AT } from './node.ts'
import { NodeHasher } from './node-hasher.ts'
import type { MapNodes } from './nodes.ts'
import { Pacer } from './pacer.ts'
import { type MapPlan, planMap } from './plan.ts'
import { indexOf, isInner, isLeaf, NOTHING, type Ref } from './ref.ts'
import { type MapChange, sortChanges } from './sort.ts'

export type { MapChange } from './sort.ts'

/** What a map becomes by changes. */
export type MapUpdate = {
  readonly root: Uint8Array
  /** Nodes of the new map that the old one hasn't, packed; children before their parents. */
  readonly added: Uint8Array
  /** Hashes of the nodes of the old map that the new one hasn't, one after another. */
  readonly stale: Uint8Array
}

/**
 * Sets entries of the map with this root (`EMPTY` for an empty map): of several changes of one key the last counts. The old map stays what it
 * is, as long as its nodes are there. Takes O(k log n) hashes for k changes of n entries; the nodes on the paths are read in batches,
 * one depth at a time. `pause` is awaited every few milliseconds. Rejects as `nodes` does. Specification, section 4.
 */
export async function updateMap(
  root: Uint8Array,
  changes: readonly MapChange[],
  nodes: MapNodes,
  pause?: () => Promise<void>,
): Promise<MapUpdate> {
  const pacer = new Pacer(pause)
  const sorted = await sortChanges(changes, pacer)
  const plan = await planMap(root, sorted, nodes, pacer)
  const builder = new NodeBuilder(plan, sorted.length)
  for (const [index, change] of sorted.entries()) {
    builder.addLeaf(index, change)
    if (pacer.tired()) await pacer.rest()
  }
  for (let index = plan.replaced.length - 1; index >= 0; index--) {
    builder.addInner(index)
    if (pacer.tired()) await pacer.rest()
  }
  return builder.result()
}

/** Makes the planned nodes, in their packed form: what is hashed is part of it, so that nothing is copied twice. */
class NodeBuilder {
  readonly #plan: MapPlan
  readonly #hasher = new NodeHasher()
  readonly #packed: Uint8Array
  #end = 0
  /** The hashes of leaves and inner nodes, as they lie in `packed` or, for one that is the old node, in the old map. */
  readonly #leaves: Uint8Array[] = []
  readonly #inners: Uint8Array[]
  readonly #stale: Uint8Array[] = []

  constructor(plan: MapPlan, leaves: number) {
    this.#plan = plan
    this.#inners = new Array<Uint8Array>(plan.replaced.length)
    this.#packed = new Uint8Array((leaves + plan.replaced.length) * MAP_NODE_BYTES)
  }

  addLeaf(index: number, { key, value }: MapChange): void {
    this.#packed.set(key, this.#end + LEFT_AT)
    this.#packed.set(value, this.#end + RIGHT_AT)
    this.#leaves[index] = this.#seal(LEAF_TAG, this.#plan.oldLeaves[index] ?? null)
  }

  /** Its children are there already. */
  addInner(index: number): void {
    this.#packed.set(this.#hashOf(this.#plan.halves[2 * index + 1]), this.#end + LEFT_AT)
    this.#packed.set(this.#hashOf(this.#plan.halves[2 * index + 2]), this.#end + RIGHT_AT)
    this.#inners[index] = this.#seal(INNER_TAG, this.#plan.replaced[index] ?? null)
  }

  result(): MapUpdate {
    const stale = new Uint8Array(this.#stale.length * HASH_BYTES)
    for (const [index, hash] of this.#stale.entries()) stale.set(hash, index * HASH_BYTES)
    return { root: this.#hashOf(this.#plan.halves[0]).slice(), added: this.#packed.subarray(0, this.#end), stale }
  }

  /** Hashes the node at the end, and gives its hash. A node that comes to the same as before is not kept. */
  #seal(tag: number, old: Uint8Array | null): Uint8Array {
    const at = this.#end
    this.#packed[at + TAG_AT] = tag
    this.#hasher.hash(this.#packed, at + TAG_AT, at)
    const hash = this.#packed.subarray(at, at + HASH_BYTES)
    if (old !== null && sameBytes(hash, old)) return old
    if (old !== null) this.#stale.push(old)
    this.#end += MAP_NODE_BYTES
    return hash
  }

  #hashOf(ref: Ref = NOTHING): Uint8Array {
    const list = isInner(ref) ? this.#inners : isLeaf(ref) ? this.#leaves : this.#plan.kept
    return (ref === NOTHING ? undefined : list[indexOf(ref)]) ?? EMPTY
  }
}
