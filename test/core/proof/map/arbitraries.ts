import fc from 'fast-check'
import type { MapChange } from '../../../../core/proof/map/update.ts'

/** Which bit of a key is another than its family's: mostly one of the first, so that maps stay small. */
const anyBit = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 21, max: 255 }) },
)

/** Keys in two families, whose members share up to all their bits but the last: long shared paths, which hashes alone would hardly give. */
export const anyKey: fc.Arbitrary<Uint8Array> = fc
  .record({ family: fc.constantFrom(0x00, 0x55), bits: fc.array(anyBit, { maxLength: 2 }) })
  .map(({ family, bits }) => {
    const key = new Uint8Array(32).fill(family)
    for (const bit of bits) key[bit >> 3] = (key[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7))
    return key
  })

export const anyValue: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 32, maxLength: 32 })

export const anyChange: fc.Arbitrary<MapChange> = fc.record({ key: anyKey, value: anyValue })

/** Batches of changes, in the order in which they are made. */
export const anyHistory: fc.Arbitrary<readonly (readonly MapChange[])[]> = fc.array(fc.array(anyChange, { maxLength: 12 }), {
  maxLength: 6,
})
