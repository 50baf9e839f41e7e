import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from '../../../core/protocol/parse.ts'
import { codePoints, filledText, LIMITS, labelSchema, nameSchema, text, timeSchema, uuidSchema } from '../../../core/protocol/text.ts'

const codeOf = (schema: Parameters<typeof parse>[0], input: unknown) => {
  const parsed = parse(schema, input)
  return parsed.ok ? 'ok' : parsed.refusal.code
}

describe('LIMITS', () => {
  it('are those that people are told of', () => {
    expect(LIMITS).toMatchObject({ title: 200, body: 20_000, name: 32, label: 32, passwordMinBytes: 10, passwordMaxBytes: 72 })
  })
})

describe('text', () => {
  it.each([
    ['ASCII', 'a'],
    ['two bytes of UTF-8', 'é'],
    ['a surrogate pair', '🔥'],
  ])('counts characters, not units or bytes: %s', (_, character) => {
    expect(codeOf(text(200), character.repeat(200))).toBe('ok')
    expect(codeOf(text(200), character.repeat(201))).toBe('too_long')
  })

  it('counts as many code points as a string iterates over', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), value => void expect(codePoints(value)).toBe(Array.from(value).length)))
  })

  it('takes any well-formed text that fits, and gives it back unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), value => {
        fc.pre(!value.includes('\0'))
        expect(parse(text(50), value)).toEqual({ ok: true, value })
      }),
    )
  })

  it.each([
    ['U+0000', 'a\0b'],
    ['a lone high surrogate', 'a\ud83d'],
    ['a lone low surrogate', '\udd25a'],
    ['a pair in the wrong order', '\udd25\ud83d'],
  ])('refuses %s as malformed, however long the text is', (_, value) => {
    expect(codeOf(text(200), value)).toBe('malformed')
    expect(codeOf(text(200), value + 'x'.repeat(500))).toBe('malformed')
  })

  it('may be empty; filled text may not, nor be white space alone', () => {
    expect(codeOf(text(9), '')).toBe('ok')
    for (const value of ['', ' ', '\n\t', '\u00a0\u2003']) expect(codeOf(filledText(9), value)).toBe('malformed')
    expect(codeOf(filledText(9), ' a ')).toBe('ok')
  })
})

describe('names, labels, ids and times', () => {
  it.each(['an', 'a.b-c_9', 'x'.repeat(32)])('“%s” is a name', name => expect(codeOf(nameSchema, name)).toBe('ok'))
  it.each(['', 'a', 'x'.repeat(33), 'Anna', 'an na', 'änna', 'anna\n'])('“%s” is no name', name => {
    expect(codeOf(nameSchema, name)).toBe('malformed')
  })

  it.each(['a', 'vpn-2', 'x'.repeat(32)])('“%s” is a label', label => expect(codeOf(labelSchema, label)).toBe('ok'))
  it.each(['', 'x'.repeat(33), 'VPN', 'a_b', 'a b', 'ä'])('“%s” is no label', label => expect(codeOf(labelSchema, label)).toBe('malformed'))

  it('an id is a UUID in lowercase', () => {
    fc.assert(fc.property(fc.uuid(), uuid => void expect(codeOf(uuidSchema, uuid)).toBe('ok')))
    for (const wrong of ['', '8ACA77A2-C9AA-4EA2-8FEA-968635EAE518', '8aca77a2c9aa4ea28fea968635eae518']) {
      expect(codeOf(uuidSchema, wrong)).toBe('malformed')
    }
  })

  it('a time is in UTC with milliseconds', () => {
    expect(codeOf(timeSchema, '2024-02-29T23:59:59.999Z')).toBe('ok')
    for (const wrong of ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.999+00:00', '2024-02-29']) {
      expect(codeOf(timeSchema, wrong)).toBe('malformed')
    }
  })

  it('a time that has the form but does not exist is refused', () => {
    for (const wrong of ['2026-99-99T99:99:99.999Z', '2025-02-29T00:00:00.000Z', '2026-01-01T24:00:00.000Z']) {
      expect(codeOf(timeSchema, wrong)).toBe('malformed')
    }
  })
})
