import { innerHash } from './tree-hash.ts'

/** The complete subtree of 2^level leaves that is the `index`-th of its level. */
export type Subtree = { readonly level: number; readonly index: number }

/** Leaves `start` to `start + size − 1`, as a subtree of an RFC 6962 tree: `start` is a multiple of the next power of two. */
export type Range = { readonly start: number; readonly size: number }

/** Where the hashes of complete subtrees are kept: one never changes once its last leaf is there. */
export interface CompletedHashes {
  /** Hashes in hex, in the order asked for. */
  read(positions: readonly Subtree[]): Promise<readonly string[]>
}

/** The leaf that completes a subtree: its hash is the one at `level` of what `completedBy` gave for that leaf. */
export function lastLeaf({ level, index }: Subtree): number {
  return (index + 1) * 2 ** level - 1
}

/** The largest power of two below a number of 2 or more: how many leaves the left half of a tree with that size has. */
export function largestPowerBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/** The roots of ranges, all from one read. */
export async function rootsOf(ranges: readonly Range[], hashes: CompletedHashes): Promise<readonly string[]> {
  const parts = ranges.map(completeParts)
  const known = await hashes.read(parts.flat())
  let end = 0
  return parts.map(({ length }) => {
    end += length
    return known.slice(end - length, end).reduceRight((right, left) => innerHash(left, right))
  })
}

/** The complete subtrees that make up a range, from the left: one for each bit of its size. */
function completeParts(range: Range): readonly Subtree[] {
  const parts: Subtree[] = []
  let { start, size } = range
  while (size > 0) {
    const power = largestPowerBelow(size + 1)
    parts.push({ level: Math.log2(power), index: start / power })
    start += power
    size -= power
  }
  return parts
}
