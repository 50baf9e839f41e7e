import type { Pacer } from './pacer.ts'

/** A key of the map, and the value that it gets. */
export type MapChange = { readonly key: Uint8Array; readonly value: Uint8Array }

/**
 * The changes in the order of their keys; of several with one key, only the last. Keys are hashes, spread evenly: after a pass over their
 * leading bits each bucket holds a few, and no single step is long, however many changes there are.
 */
export async function sortChanges(changes: readonly MapChange[], pacer: Pacer): Promise<readonly MapChange[]> {
  const bits = Math.min(16, Math.ceil(Math.log2(changes.length + 1)))
  const buckets: MapChange[][] = Array.from({ length: 2 ** bits }, () => [])
  for (const change of changes) {
    buckets[leadingBits(change.key, bits)]?.push(change)
    if (pacer.tired()) await pacer.rest()
  }
  const sorted: MapChange[] = []
  for (const bucket of buckets) {
    for (const change of bucket.sort((a, b) => compareKeys(a.key, b.key))) {
      const before = sorted.at(-1)
      // Sorting is stable: among equals the last one given comes last.
      if (before !== undefined && compareKeys(before.key, change.key) === 0) sorted.pop()
      sorted.push(change)
      pacer.count()
    }
    if (pacer.tired()) await pacer.rest()
  }
  return sorted
}

/** At most 16. */
function leadingBits(key: Uint8Array, bits: number): number {
  return (((key[0] ?? 0) << 8) | (key[1] ?? 0)) >> (16 - bits)
}

/** Less than 0 where `a` comes first, 0 for equal keys. */
function compareKeys(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
