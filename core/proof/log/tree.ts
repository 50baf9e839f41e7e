/** The RFC 6962 tree over epoch records: specification, section 5. Hashes are hex; sizes and indexes may go up to 2^53 − 1. */

import { type CompletedHashes, largestPowerBelow, type Range, rootsOf, type Subtree } from './subtrees.ts'
import { EMPTY_ROOT, innerHash } from './tree-hash.ts'

export type { CompletedHashes, Subtree } from './subtrees.ts'
export { leafHash } from './tree-hash.ts'

/** The root that an inclusion path leads to from a leaf; null where no tree of that size has a path of that length for the index. */
export function rootFromPath(index: number, size: number, leaf: string, path: readonly string[]): string | null {
  if (index >= size) return null
  let node = index
  let last = size - 1
  let hash = leaf
  for (const sibling of path) {
    if (last === 0) return null
    // On the right edge a subtree without a right neighbour rises unhashed, until it is somebody's right half.
    while (node === last && node % 2 === 0) {
      node = half(node)
      last = half(last)
    }
    hash = node % 2 === 1 ? innerHash(sibling, hash) : innerHash(hash, sibling)
    node = half(node)
    last = half(last)
  }
  return last === 0 ? hash : null
}

/** Whether a leaf is the one at `index` of the tree with this size and root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(index: number, size: number, leaf: string, path: readonly string[], root: string): boolean {
  return rootFromPath(index, size, leaf, path) === root
}

/**
 * Whether the tree with the second size and root holds all of the first one, in its place (RFC 9162, 2.1.4.2). From size 0 it is false: an
 * empty log says nothing of another.
 */
export function verifyConsistency(first: number, second: number, firstRoot: string, secondRoot: string, path: readonly string[]): boolean {
  if (first === 0 || first > second) return false
  if (first === second) return path.length === 0 && firstRoot === secondRoot
  // The first tree's last complete subtree is where both roots are built from; a whole first tree is its own, and isn't repeated.
  const siblings = isPowerOfTwo(first) ? [firstRoot, ...path] : path
  const [start, ...rest] = siblings
  if (start === undefined) return false
  let node = first - 1
  let last = second - 1
  while (node % 2 === 1) {
    node = half(node)
    last = half(last)
  }
  let oldHash = start
  let newHash = start
  for (const sibling of rest) {
    if (last === 0) return false
    while (node === last && node % 2 === 0) {
      node = half(node)
      last = half(last)
    }
    if (node % 2 === 1) {
      oldHash = innerHash(sibling, oldHash)
      newHash = innerHash(sibling, newHash)
    } else newHash = innerHash(newHash, sibling)
    node = half(node)
    last = half(last)
  }
  return last === 0 && oldHash === firstRoot && newHash === secondRoot
}

/** Root of the tree over the first `size` records. */
export async function rootOf(size: number, hashes: CompletedHashes): Promise<string> {
  if (size === 0) return EMPTY_ROOT
  const [root = EMPTY_ROOT] = await rootsOf([{ start: 0, size }], hashes)
  return root
}

/** The path from a leaf to the root of the tree with `size` leaves, sibling first (RFC 6962, 2.1.1). `index` is below `size`. */
export async function inclusionPath(index: number, size: number, hashes: CompletedHashes): Promise<readonly string[]> {
  if (index >= size) throw new RangeError(`a log of ${size} records has none at ${index}`)
  const siblings: Range[] = []
  let tree: Range = { start: 0, size }
  while (tree.size > 1) {
    const [left, right] = halves(tree)
    const inLeft = index < right.start
    siblings.push(inLeft ? right : left)
    tree = inLeft ? left : right
  }
  return rootsOf(siblings.reverse(), hashes)
}

/** The path that shows that the first `second` records begin with the first `first` (RFC 6962, 2.1.2). Empty from size 0 and for equal sizes. */
export async function consistencyPath(first: number, second: number, hashes: CompletedHashes): Promise<readonly string[]> {
  if (first > second) throw new RangeError(`a log of ${second} records can't begin with ${first}`)
  if (first === 0 || first === second) return []
  const nodes: Range[] = []
  let tree: Range = { start: 0, size: second }
  while (tree.start + tree.size !== first) {
    const [left, right] = halves(tree)
    const inLeft = first <= right.start
    nodes.push(inLeft ? right : left)
    tree = inLeft ? left : right
  }
  // What ends the first tree is given too, unless it is all of it: then the verifier knows it as the first root.
  if (tree.start > 0) nodes.push(tree)
  return rootsOf(nodes.reverse(), hashes)
}

/** The hashes of the complete subtrees that end with the leaf at `index`, from the leaf itself upwards. `hashes` knows those before it. */
export async function completedBy(index: number, leaf: string, hashes: CompletedHashes): Promise<string[]> {
  const lefts: Subtree[] = []
  for (let node = index; node % 2 === 1; node = half(node)) lefts.push({ level: lefts.length, index: node - 1 })
  const completed = [leaf]
  let hash = leaf
  for (const left of await hashes.read(lefts)) {
    hash = innerHash(left, hash)
    completed.push(hash)
  }
  return completed
}

/** The left half is the largest complete subtree that leaves something for the right. */
function halves({ start, size }: Range): readonly [Range, Range] {
  const left = largestPowerBelow(size)
  return [
    { start, size: left },
    { start: start + left, size: size - left },
  ]
}

function half(number: number): number {
  return Math.floor(number / 2)
}

function isPowerOfTwo(number: number): boolean {
  return largestPowerBelow(number + 1) === number
}
