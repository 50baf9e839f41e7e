import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonError, parseJson } from '../../../../core/proof/bundle/parse-json.ts'

const LIMIT = 1024 * 1024

describe('JSON from somebody else', () => {
  it('is read as every JSON reader reads it, as text and as UTF-8', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        expect(parseJson(text, LIMIT)).toEqual(JSON.parse(text))
        expect(parseJson(new TextEncoder().encode(text), LIMIT)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('is refused with a JsonError, whatever the text that is not JSON', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'{}[]":,\\ \n0ae'.split('')), maxLength: 40 }),
    )
    fc.assert(
      fc.property(texts, text => {
        if (refusal(text) === null) expect(() => JSON.parse(text)).not.toThrow()
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['{"a":1,"a":1}'],
    ['{"a":1,"\\u0061":2}'],
    ['{"x":[{"a":1,"b":{"a":2},"a":3}]}'],
    ['{"a" :1,"a"\n:2}'],
    ['{"\\\\":1,"\\u005c":2}'],
    ['{"__proto__":1,"__proto__":2}'],
  ])('is refused with a key twice in one object: %s', text => {
    expect(refusal(text)).toBe('json')
  })

  it.each([['{"a":{"a":1},"b":[{"a":1},{"a":1}]}'], ['{"a":"b","b":"a:"}'], ['["a","a"]'], ['{"a\\"":1,"a":"\\"a\\":"}']])(
    'may have a key in several objects, and as a value: %s',
    text => {
      expect(parseJson(text, LIMIT)).toEqual(JSON.parse(text))
    },
  )

  it('may be 64 levels deep, and not deeper, as deep as the file may be long', () => {
    expect(refusal('['.repeat(64) + ']'.repeat(64))).toBeNull()
    expect(refusal('['.repeat(65) + ']'.repeat(65))).toBe('json')
    expect(refusal('{"a":'.repeat(200_000))).toBe('json')
  })

  it('is refused with more objects than any reader needs', () => {
    expect(refusal(`[${'{},'.repeat(1_000_000)}{}]`, 8 * LIMIT)).toBe('json')
  })

  it('has a limit in bytes, not in characters', () => {
    expect(refusal('"éé"', 6)).toBeNull()
    expect(refusal('"éé"', 5)).toBe('size')
    expect(refusal(new TextEncoder().encode('"éé"'), 5)).toBe('size')
  })

  it.each([[[0x22, 0xff, 0x22]], [[0x22, 0xc0, 0x80, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0xef, 0xbb, 0xbf, 0x31]]])(
    'is UTF-8 without a byte order mark: %j',
    bytes => {
      expect(refusal(Uint8Array.from(bytes))).toBe('json')
    },
  )
})

function refusal(json: string | Uint8Array, limit = LIMIT): string | null {
  try {
    parseJson(json, limit)
    return null
  } catch (error) {
    if (error instanceof JsonError) return error.rule
    throw error
  }
}
