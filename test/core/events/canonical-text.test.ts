import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../core/events/canonical.ts'
import { canonicalObjectEnd } from '../../../core/events/canonical-text.ts'
import vectors from '../../vectors/canonical.json' with { type: 'json' }
import { anyContent } from './arbitraries.ts'

/** The whole question answered by its definition: reading the value and writing it again. */
function isCanonicalObject(text: string): boolean {
  try {
    return text.startsWith('{') && canonicalJson(JSON.parse(text)) === text
  } catch {
    return false
  }
}

const isWhole = (text: string) => canonicalObjectEnd(text, 0) === text.length
const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`

/** What breaks the form, or might. */
const PIECES = [
  ...['', ' ', '\n', '\t', '\u0000', '\u001f', '\u007f', '\u2028', '\ufeff', '\ufffe', '\ud800', '\udc00', '😀', '\udc00\ud800', 'é'],
  ...['"', '\\', '\\"', '\\/', '\\n', '\\u0041', '\\u0000', '\\u001f', '\\ud800', '\\x'],
  ...['0', '00', '-', '-0', '-1', '1.0', '1e3', '01', '9007199254740991', '9007199254740992', '999999999999999', 'NaN', 'true', 'nul'],
  ...[
    ',',
    ':',
    '{',
    '}',
    '{}',
    '[',
    ']',
    '[]',
    '[1,]',
    '"a":1',
    '"a":1,"a":1',
    ',"a":1',
    '"b":1,"a":1',
    '"A":1',
    '"":1',
    '"__proto__":1',
    '/**/',
  ],
  ...[15, 16, 17].map(nested),
]

const anyEdited = fc
  .tuple(
    anyContent.map(canonicalJson),
    fc.array(fc.record({ at: fc.nat(), cut: fc.nat({ max: 3 }), put: fc.constantFrom(...PIECES) }), { maxLength: 3 }),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, { at, cut, put }) => {
      const start = at % (edited.length + 1)
      return edited.slice(0, start) + put + edited.slice(start + cut)
    }, text),
  )

describe('canonicalObjectEnd', () => {
  it('finds the end of nothing but canonical objects', () => {
    fc.assert(
      fc.property(anyEdited, text => {
        const end = canonicalObjectEnd(text, 0)
        return end === -1 || isCanonicalObject(text.slice(0, end))
      }),
      { numRuns: 3000 },
    )
  })

  it('is sure of every canonical object without longer escapes and numbers of 16 digits', () => {
    fc.assert(
      fc.property(anyEdited, text => isWhole(text) || !isCanonicalObject(text) || /\\u|\d{16}/.test(text)),
      { numRuns: 3000 },
    )
  })

  it('finds it anywhere in a text, whatever follows', () => {
    fc.assert(
      fc.property(fc.string(), anyContent.map(canonicalJson), fc.string(), (before, object, after) => {
        const end = canonicalObjectEnd(before + object + after, before.length)
        return end === before.length + object.length || (end === -1 && /\\u|\d{16}/.test(object))
      }),
    )
  })

  it.each(PIECES)('agrees with reading and writing about %j, alone and in an object', piece => {
    for (const text of [piece, `{${piece}}`, `{"a":${piece}}`, `{"a":"${piece}"}`, `{"a":[${piece}]}`, `{"a":0,${piece}}`])
      if (isWhole(text)) expect(isCanonicalObject(text)).toBe(true)
  })

  it.each(vectors.notCanonical)('is not taken in by $name', ({ textHex, reason }) => {
    if (reason === 'not UTF-8') return
    const text = Buffer.from(textHex, 'hex').toString()
    expect(isWhole(text)).toBe(false)
    expect(isWhole(`{"v":${text}}`)).toBe(false)
  })

  it('takes 16 nested arrays and objects, and not 17', () => {
    expect([15, 16, 17].map(nested).map(isWhole)).toEqual([true, true, false])
    expect(isWhole(`${'{"a":'.repeat(16)}0${'}'.repeat(16)}`)).toBe(true)
    expect(isWhole(`${'{"a":'.repeat(17)}0${'}'.repeat(17)}`)).toBe(false)
  })

  it.each(['\\n', '😀', 'x'])('needs no deep stack for millions of %j', part => {
    expect(isWhole(`{"a":"${part.repeat(4_000_000)}"}`)).toBe(true)
  })
})
