import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader, BytesError, bytesOfHex, displayHash, internalHash, varintBytes } from '../../../../core/proof/bitcoin/bytes.ts'

describe('a reader of bytes', () => {
  it('reads every number in the form that is written, and in no longer one', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), number => {
        const reader = new ByteReader(varintBytes(number))
        expect(reader.varint()).toBe(number)
        reader.end()
      }),
    )
    for (const number of [0, 0xfc, 0xfd, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000]) {
      expect(new ByteReader(varintBytes(number)).varint()).toBe(number)
    }
  })

  it.each([['fdfc00'], ['fdfd'], ['feffff0000'], ['ffffffffff00000000'], ['ff00000000000020ff'], ['']])('refuses the number %s', hex => {
    expect(() => new ByteReader(bytesOfHex(hex)).varint()).toThrow(BytesError)
  })

  it('refuses to read beyond the end, and to leave something over', () => {
    const reader = new ByteReader(bytesOfHex('0102'))
    expect(() => reader.take(3)).toThrow('the bytes end early')
    reader.uint8()
    expect(() => reader.end()).toThrow('1 bytes after the end')
  })
})

describe('hex', () => {
  it.each([['0'], ['AA'], ['0x00'], [' 00'], ['zz'], ['00\n']])('is lowercase and nothing else: %j', hex => {
    expect(() => bytesOfHex(hex)).toThrow(BytesError)
  })

  it('of a hash is shown in reverse', () => {
    const hash = `01${'00'.repeat(30)}ff`
    expect(displayHash(bytesOfHex(hash))).toBe(`ff${'00'.repeat(30)}01`)
    expect(displayHash(internalHash(hash))).toBe(hash)
  })
})
