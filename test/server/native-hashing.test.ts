import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pureHashing } from '../../core/events/hash.ts'
import { createNativeHashing } from '../../server/native-hashing.ts'

const hex32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytes => Buffer.from(bytes).toString('hex'))
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 2000, maxLength: 9000 }),
)

describe('native hashing', () => {
  const native = createNativeHashing()

  test('answers what the pure one answers, for any text of any length, one after another', () => {
    fc.assert(
      fc.property(hex32, text, (salt, content) => {
        expect(native.sha256Hex(content)).toBe(pureHashing.sha256Hex(content))
        expect(native.contentCommitment(salt, content)).toBe(pureHashing.contentCommitment(salt, content))
      }),
    )
  })

  test('refuses a salt that isn’t 32 bytes in hex, as the pure one does', () => {
    for (const salt of ['', 'ab', 'x'.repeat(64)]) {
      expect(() => native.contentCommitment(salt, '{}')).toThrow()
    }
  })
})
