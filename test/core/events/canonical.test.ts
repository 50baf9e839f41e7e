import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CanonicalJsonError, canonicalJson, parseCanonicalObject } from '../../../core/events/canonical.ts'
import { sha256Hex } from '../../../core/events/hash.ts'
import vectors from '../../vectors/canonical.json' with { type: 'json' }
import { anyContent } from './arbitraries.ts'
import { referenceJson } from './reference.ts'

const { valid, invalid, notCanonical } = vectors

describe('the shared vectors of canonical JSON', () => {
  it('are all here', () => {
    expect([valid.length, invalid.length, notCanonical.length]).toEqual([23, 22, 40])
  })

  it.each(valid)('writes: $name', ({ input, output, outputHex, sha256 }) => {
    const text = canonicalJson(JSON.parse(input))
    expect(text).toBe(output)
    expect(Buffer.from(text).toString('hex')).toBe(outputHex)
    expect(sha256Hex(text)).toBe(sha256)
  })

  it.each(valid)('reads, if it is an object: $name', ({ input, output }) => {
    if (output.startsWith('{')) expect(parseCanonicalObject(output)).toEqual(JSON.parse(input))
    else expect(() => parseCanonicalObject(output)).toThrow('$ must be an object')
  })

  it.each(invalid)('refuses to write: $name', ({ input }) => {
    expect(() => canonicalJson(JSON.parse(input))).toThrow(CanonicalJsonError)
  })

  it.each(invalid)('refuses to read: $name', ({ input }) => {
    expect(() => parseCanonicalObject(input)).toThrow(CanonicalJsonError)
    expect(() => parseCanonicalObject(`{"v":${input}}`)).toThrow(CanonicalJsonError)
  })

  it.each(notCanonical)('refuses to read: $name', ({ textHex, reason }) => {
    const read = () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(textHex, 'hex'))
    if (reason === 'not UTF-8') return expect(read).toThrow(TypeError)
    const text = read()
    expect(() => parseCanonicalObject(text)).toThrow(CanonicalJsonError)
    // Most cases are no objects and would be refused as such, so that each is tried inside an object too.
    expect(() => parseCanonicalObject(`{"v":${text}}`)).toThrow(CanonicalJsonError)
  })
})

describe('canonicalJson', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  const sparse: unknown[] = []
  sparse[1] = 1

  it.each<[string, unknown, string]>([
    ['undefined', undefined, '$ must be a JSON value, not undefined'],
    ['a property that is undefined', { body: undefined }, '$.body must be a JSON value, not undefined'],
    ['a function', { list: [() => 1] }, '$.list[0] must be a JSON value, not function'],
    ['a bigint', [1n], '$[0] must be a JSON value, not bigint'],
    ['a symbol', Symbol('x'), '$ must be a JSON value, not symbol'],
    ['a hole in an array', sparse, '$[0] must be a JSON value, not undefined'],
    ['an array with a name', Object.assign([1], { name: 2 }), '$ must be an array without named properties'],
    ['a date', { at: new Date(0) }, '$.at must be a plain object'],
    ['a map', new Map([['a', 1]]), '$ must be a plain object'],
    ['an instance of a class', new (class Ticket {})(), '$ must be a plain object'],
    ['a boxed string', Object('text'), '$ must be a plain object'],
    ['a key that is a symbol', { [Symbol('k')]: 1 }, '$[Symbol(k)] must have a name like [a-z][A-Za-z0-9]*'],
    ['a key with a space', { a: { 'b c': 1 } }, '$.a["b c"] must have a name like [a-z][A-Za-z0-9]*'],
    ['negative zero', { n: -0 }, '$.n must not be negative zero'],
    ['a fraction', { n: 1.5 }, '$.n must be an integer'],
    ['NaN', { n: Number.NaN }, '$.n must be an integer'],
    ['2^53', { n: 2 ** 53 }, '$.n must be an integer of at most 2^53 - 1'],
    ['a lone surrogate', { s: 'a\ud800b' }, '$.s must be well-formed Unicode, without a lone surrogate'],
    ['U+0000', { s: '\u0000' }, '$.s must not contain the character U+0000'],
    ['a cycle', cycle, `$${'.self'.repeat(16)} must not be nested deeper than 16 arrays and objects`],
  ])('refuses %s', (_name, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message)
  })

  it('says where and which rule', () => {
    const error = catchError(() => canonicalJson({ labels: ['ok', '\udc00'] }))
    expect(error).toBeInstanceOf(CanonicalJsonError)
    expect(error).toMatchObject({ path: '$.labels[1]', rule: 'must be well-formed Unicode, without a lone surrogate' })
  })

  it('agrees with JSON.stringify of the same value with sorted keys', () => {
    fc.assert(fc.property(anyContent, value => canonicalJson(value) === referenceJson(value)))
  })

  it('is read back as the same value', () => {
    fc.assert(
      fc.property(anyContent, value => {
        expect(parseCanonicalObject(canonicalJson(value))).toEqual(value)
      }),
    )
  })
})

describe('parseCanonicalObject', () => {
  it('accepts a text only if writing its value gives the same text', () => {
    const anyEdit = fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 3 }),
      put: fc.constantFrom('', ' ', '0', '-', '"', ',', '{}', '\\u0041', 'e0'),
    })
    fc.assert(
      fc.property(anyContent, anyEdit, (value, { at, cut, put }) => {
        const text = canonicalJson(value)
        const start = at % text.length
        const edited = text.slice(0, start) + put + text.slice(start + cut)
        const read = attempt(() => parseCanonicalObject(edited))
        return read === null || canonicalJson(read) === edited
      }),
    )
  })

  it('says where a text leaves the canonical form', () => {
    expect(() => parseCanonicalObject('{"a":1, "b":2}')).toThrow('$ must be canonical: it differs at character 7')
    expect(() => parseCanonicalObject('{"a":1')).toThrow('$ must be JSON')
  })
})

function attempt<T>(run: () => T): T | null {
  try {
    return run()
  } catch {
    return null
  }
}

function catchError(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
