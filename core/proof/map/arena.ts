import { bytesToHex } from '@noble/hashes/utils.js'
import { HashIndex } from './hash-index.ts'
import { EMPTY, LEAF_TAG, sameBytes } from './keys.ts'
import { HASH_BYTES, LEFT_AT, MAP_NODE_BYTES, type MapNode, RIGHT_AT, TAG_AT } from './node.ts'
import type { MapNodes } from './nodes.ts'
import { Slab } from './slab.ts'
import type { MapUpdate } from './update.ts'

/** In a slot of an inner node: its hash, and which nodes its halves are, in four bytes each. */
const CHILD_BYTES = 4
const INNER_BYTES = HASH_BYTES + 2 * CHILD_BYTES
/** In a slot of a leaf: its hash, its key, its value. */
const LEAF_BYTES = 3 * HASH_BYTES

/** A node in the arena: 0 for an empty subtree, else the number of its slot with one bit that says of which kind it is. */
type NodeNumber = number
const NO_NODE: NodeNumber = 0

/**
 * The nodes of the newest map in memory, in flat arrays: less than 200 bytes an entry, for checking a whole log again. Inner nodes hold the
 * numbers of their halves in place of the hashes.
 */
export class ArenaNodes implements MapNodes {
  readonly #inners = new Slab(INNER_BYTES)
  readonly #leaves = new Slab(LEAF_BYTES)
  readonly #index = new HashIndex(number => this.#hashOf(number))

  /** How many nodes it holds. */
  get size(): number {
    return this.#index.size
  }

  /** Bytes that it takes. */
  get bytes(): number {
    return this.#inners.bytes + this.#leaves.bytes + this.#index.bytes
  }

  /** The nodes are views of the arena: they hold until the next `apply`. Rejects with `RangeError` where one is missing. */
  async read(hashes: readonly Uint8Array[]): Promise<readonly MapNode[]> {
    return hashes.map(hash => this.#node(this.#find(hash)))
  }

  /** Goes on to the map after an update: takes in its nodes and forgets the stale ones. Throws `RangeError` for a node without its children. */
  apply({ added, stale }: Pick<MapUpdate, 'added' | 'stale'>): void {
    for (let at = 0; at < added.length; at += MAP_NODE_BYTES) this.#add(added.subarray(at, at + MAP_NODE_BYTES))
    for (let at = 0; at < stale.length; at += HASH_BYTES) this.#remove(stale.subarray(at, at + HASH_BYTES))
  }

  #add(node: Uint8Array): void {
    const hash = node.subarray(0, HASH_BYTES)
    if (this.#index.find(hash) !== null) return
    if (node[TAG_AT] === LEAF_TAG) {
      const number = leafNumber(this.#leaves.take())
      this.#bytes(number).set(hash)
      this.#bytes(number).set(node.subarray(LEFT_AT), HASH_BYTES)
      this.#index.add(number)
    } else {
      const left = this.#find(node.subarray(LEFT_AT, RIGHT_AT))
      const right = this.#find(node.subarray(RIGHT_AT))
      const number = innerNumber(this.#inners.take())
      this.#bytes(number).set(hash)
      writeNumber(this.#bytes(number), HASH_BYTES, left)
      writeNumber(this.#bytes(number), HASH_BYTES + CHILD_BYTES, right)
      this.#index.add(number)
    }
  }

  #remove(hash: Uint8Array): void {
    const number = this.#index.find(hash)
    if (number === null) return
    this.#index.remove(hash)
    if (isLeaf(number)) this.#leaves.free(slotOf(number))
    else this.#inners.free(slotOf(number))
  }

  #find(hash: Uint8Array): NodeNumber {
    const number = this.#index.find(hash)
    if (number !== null) return number
    if (sameBytes(hash, EMPTY)) return NO_NODE
    throw new RangeError(`the map has no node ${bytesToHex(hash)}`)
  }

  #node(number: NodeNumber): MapNode {
    if (number === NO_NODE) throw new RangeError('an empty map has no nodes')
    const bytes = this.#bytes(number)
    if (isLeaf(number)) return { kind: 'leaf', key: bytes.subarray(HASH_BYTES, 2 * HASH_BYTES), value: bytes.subarray(2 * HASH_BYTES) }
    return {
      kind: 'inner',
      left: this.#hashOf(readNumber(bytes, HASH_BYTES)),
      right: this.#hashOf(readNumber(bytes, HASH_BYTES + CHILD_BYTES)),
    }
  }

  #hashOf(number: NodeNumber): Uint8Array {
    if (number === NO_NODE) return EMPTY
    return isLeaf(number) ? this.#leaves.view(slotOf(number), 0, HASH_BYTES) : this.#inners.view(slotOf(number), 0, HASH_BYTES)
  }

  #bytes(number: NodeNumber): Uint8Array {
    return isLeaf(number) ? this.#leaves.view(slotOf(number), 0, LEAF_BYTES) : this.#inners.view(slotOf(number), 0, INNER_BYTES)
  }
}

function innerNumber(slot: number): NodeNumber {
  return 2 * slot + 2
}

function leafNumber(slot: number): NodeNumber {
  return 2 * slot + 3
}

function isLeaf(number: NodeNumber): boolean {
  return number % 2 === 1
}

function slotOf(number: NodeNumber): number {
  return (number >> 1) - 1
}

function writeNumber(bytes: Uint8Array, at: number, number: number): void {
  bytes[at] = number >>> 24
  bytes[at + 1] = number >>> 16
  bytes[at + 2] = number >>> 8
  bytes[at + 3] = number
}

function readNumber(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
}
