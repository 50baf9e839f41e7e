import { sha256 } from '@noble/hashes/sha2.js'
import { EMPTY, hasBytesAt, INNER_TAG, LEAF_TAG } from './keys.ts'
import { HASH_BYTES, LEFT_AT, MAP_NODE_BYTES, RIGHT_AT, TAG_AT } from './node.ts'
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
  const builder = new NodeBuilder(plan)
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

/** Makes the planned nodes, in their packed form: what is hashed is a part of it, so that nothing is copied twice. */
class NodeBuilder {
  readonly #plan: MapPlan
  readonly #packed: Uint8Array
  #end = 0
  /** Where in `packed` the nodes lie, leaves and inner ones; `SAME` for one that is in the old map already. */
  readonly #leaves: Int32Array
  readonly #inners: Int32Array
  readonly #stale: Uint8Array[] = []

  constructor(plan: MapPlan) {
    this.#plan = plan
    this.#leaves = new Int32Array(plan.oldLeaves.length)
    this.#inners = new Int32Array(plan.replaced.length)
    this.#packed = new Uint8Array((this.#leaves.length + this.#inners.length) * MAP_NODE_BYTES)
  }

  addLeaf(index: number, { key, value }: MapChange): void {
    this.#packed.set(key, this.#end + LEFT_AT)
    this.#packed.set(value, this.#end + RIGHT_AT)
    this.#leaves[index] = this.#seal(LEAF_TAG, this.#plan.oldLeaves[index] ?? null)
  }

  /** Its children are there already. */
  addInner(index: number): void {
    this.#writeHash(this.#plan.halves[2 * index + 1], this.#packed, this.#end + LEFT_AT)
    this.#writeHash(this.#plan.halves[2 * index + 2], this.#packed, this.#end + RIGHT_AT)
    this.#inners[index] = this.#seal(INNER_TAG, this.#plan.replaced[index] ?? null)
  }

  result(): MapUpdate {
    const root = new Uint8Array(HASH_BYTES)
    this.#writeHash(this.#plan.halves[0], root, 0)
    const stale = new Uint8Array(this.#stale.length * HASH_BYTES)
    for (const [index, hash] of this.#stale.entries()) stale.set(hash, index * HASH_BYTES)
    return { root, added: this.#packed.subarray(0, this.#end), stale }
  }

  /** Hashes the node at the end. One that comes to the same as the old one is not kept. */
  #seal(tag: number, old: Uint8Array | null): number {
    const at = this.#end
    this.#packed[at + TAG_AT] = tag
    this.#packed.set(sha256(this.#packed.subarray(at + TAG_AT, at + MAP_NODE_BYTES)), at)
    if (old !== null) {
      if (hasBytesAt(this.#packed, at, old)) return SAME
      this.#stale.push(old)
    }
    this.#end += MAP_NODE_BYTES
    return at
  }

  #writeHash(ref: Ref = NOTHING, to: Uint8Array, at: number): void {
    const { replaced, oldLeaves, kept } = this.#plan
    const index = indexOf(ref)
    if (isInner(ref)) this.#writeNew(this.#inners[index], replaced[index], to, at)
    else if (isLeaf(ref)) this.#writeNew(this.#leaves[index], oldLeaves[index], to, at)
    else to.set((ref === NOTHING ? null : kept[index]) ?? EMPTY, at)
  }

  #writeNew(from: number = SAME, old: Uint8Array | null = EMPTY, to: Uint8Array, at: number): void {
    if (from === SAME) to.set(old ?? EMPTY, at)
    else if (to === this.#packed) to.copyWithin(at, from, from + HASH_BYTES)
    else to.set(this.#packed.subarray(from, from + HASH_BYTES), at)
  }
}

const SAME = -1
