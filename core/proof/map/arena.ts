import { bytesToHex } from '@noble/hashes/utils.js'
import { HashIndex } from './hash-index.ts'
import { EMPTY, hasBytesAt, LEAF_TAG, sameBytes } from './keys.ts'
import { HASH_BYTES, LEFT_AT, MAP_NODE_BYTES, type MapNode, RIGHT_AT, TAG_AT } from './node.ts'
import type { MapNodes } from './nodes.ts'
import { Slab } from './slab.ts'
import type { MapUpdate } from './update.ts'
import { readWord, writeWord } from './word.ts'

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
  readonly #index = new HashIndex({
    hashStart: number => readWord(this.#piece(number), this.#offset(number)),
    hasHash: (number, hash) => hasBytesAt(this.#piece(number), this.#offset(number), hash),
  })

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
    // First what goes, so that its slots can be used again: no new node has a half that is stale.
    for (let at = 0; at < stale.length; at += HASH_BYTES) this.#remove(stale.subarray(at, at + HASH_BYTES))
    for (let at = 0; at < added.length; at += MAP_NODE_BYTES) this.#add(added.subarray(at, at + MAP_NODE_BYTES))
  }

  #add(node: Uint8Array): void {
    if (this.#index.find(node.subarray(0, HASH_BYTES)) !== null) return
    this.#index.add(node[TAG_AT] === LEAF_TAG ? this.#newLeaf(node) : this.#newInner(node))
  }

  #newLeaf(node: Uint8Array): NodeNumber {
    const number = leafNumber(this.#leaves.take())
    const piece = this.#piece(number)
    const offset = this.#offset(number)
    piece.set(node.subarray(0, HASH_BYTES), offset)
    piece.set(node.subarray(LEFT_AT), offset + HASH_BYTES)
    return number
  }

  #newInner(node: Uint8Array): NodeNumber {
    const left = this.#find(node.subarray(LEFT_AT, RIGHT_AT))
    const right = this.#find(node.subarray(RIGHT_AT))
    const number = innerNumber(this.#inners.take())
    const piece = this.#piece(number)
    const offset = this.#offset(number)
    piece.set(node.subarray(0, HASH_BYTES), offset)
    writeWord(piece, offset + HASH_BYTES, left)
    writeWord(piece, offset + HASH_BYTES + CHILD_BYTES, right)
    return number
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
    const piece = this.#piece(number)
    const end = this.#offset(number) + HASH_BYTES
    if (isLeaf(number))
      return { kind: 'leaf', key: piece.subarray(end, end + HASH_BYTES), value: piece.subarray(end + HASH_BYTES, end + 2 * HASH_BYTES) }
    return { kind: 'inner', left: this.#hashOf(readWord(piece, end)), right: this.#hashOf(readWord(piece, end + CHILD_BYTES)) }
  }

  #hashOf(number: NodeNumber): Uint8Array {
    if (number === NO_NODE) return EMPTY
    const offset = this.#offset(number)
    return this.#piece(number).subarray(offset, offset + HASH_BYTES)
  }

  #piece(number: NodeNumber): Uint8Array {
    return this.#slab(number).piece(slotOf(number))
  }

  #offset(number: NodeNumber): number {
    return this.#slab(number).offset(slotOf(number))
  }

  #slab(number: NodeNumber): Slab {
    return isLeaf(number) ? this.#leaves : this.#inners
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
