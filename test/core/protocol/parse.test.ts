import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parse } from '../../../core/protocol/parse.ts'
import { filledText, text } from '../../../core/protocol/text.ts'

const schema = z.strictObject({
  title: filledText(5),
  note: text(5).optional(),
  mode: z.enum(['calm', 'loud']).optional(),
  count: z.number().int().min(1).max(9).optional(),
  tags: z.array(z.string()).max(2).optional(),
  key: z.string().max(3).optional(),
  inner: z.strictObject({ on: z.boolean() }).optional(),
})

const cases: readonly [string, unknown, { code: string; field?: string; text: string }][] = [
  ['a missing field', {}, { code: 'malformed', field: 'title', text: '“title” is missing.' }],
  ['another type', { title: 7 }, { code: 'malformed', field: 'title', text: '“title” must be text.' }],
  ['an empty text', { title: ' \n' }, { code: 'malformed', field: 'title', text: '“title” must not be empty.' }],
  ['a long text', { title: '123456' }, { code: 'too_long', field: 'title', text: '“title” must be at most 5 characters long.' }],
  ['a large number', { title: 'a', count: 10 }, { code: 'malformed', field: 'count', text: '“count” must be at most 9.' }],
  ['a small number', { title: 'a', count: 0 }, { code: 'malformed', field: 'count', text: '“count” must be at least 1.' }],
  ['a fraction', { title: 'a', count: 1.5 }, { code: 'malformed', field: 'count', text: '“count” must be a whole number.' }],
  ['a wrong choice', { title: 'a', mode: 'soft' }, { code: 'malformed', field: 'mode', text: '“mode” must be calm or loud.' }],
  ['an item of a list', { title: 'a', tags: ['x', null] }, { code: 'malformed', field: 'tags.1', text: '“tags.1” must be text.' }],
  [
    'a long list',
    { title: 'a', tags: ['x', 'y', 'z'] },
    { code: 'malformed', field: 'tags', text: '“tags” must be at most 2 entries long.' },
  ],
  ['a long plain text', { title: 'a', key: 'abcd' }, { code: 'too_long', field: 'key', text: '“key” must be at most 3 characters long.' }],
  ['no list', { title: 'a', tags: 'x' }, { code: 'malformed', field: 'tags', text: '“tags” must be a list.' }],
  ['an inner field', { title: 'a', inner: { on: 1 } }, { code: 'malformed', field: 'inner.on', text: '“inner.on” must be true or false.' }],
  ['no object', { title: 'a', inner: null }, { code: 'malformed', field: 'inner', text: '“inner” must be an object.' }],
  ['an unknown key', { title: 'a', tilte: 'b' }, { code: 'malformed', field: 'tilte', text: '“tilte” is not known here.' }],
  [
    'an unknown key inside',
    { title: 'a', inner: { on: true, off: true } },
    { code: 'malformed', field: 'inner.off', text: '“inner.off” is not known here.' },
  ],
  [
    'a key that objects have by nature',
    JSON.parse('{"title":"a","__proto__":{}}'),
    { code: 'malformed', field: '__proto__', text: '“__proto__” is not known here.' },
  ],
  ['something that is no object', [], { code: 'malformed', text: 'The request must be an object.' }],
  ['nothing', undefined, { code: 'malformed', text: 'The request is missing.' }],
]

describe('parse', () => {
  it.each(cases)('names the field and the rule for %s', (_, input, refusal) => {
    expect(parse(schema, input)).toEqual({ ok: false, refusal })
  })

  it('gives the value in its type', () => {
    expect(parse(schema, { title: 'a', count: 3 })).toEqual({ ok: true, value: { title: 'a', count: 3 } })
  })
})
