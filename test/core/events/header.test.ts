import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CanonicalJsonError } from '../../../core/events/canonical.ts'
import { type EventHeader, formatHeader, HeaderError, parseHeader } from '../../../core/events/header.ts'
import { anyChain } from './arbitraries.ts'

const header: EventHeader = {
  origin: 'sealdesk.example/log',
  aggregate: { type: 'ticket', id: '8aca77a2-c9aa-4ea2-8fea-968635eae518' },
  version: 3,
  parent: 'ab'.repeat(32),
  type: 'comment_added',
  schemaVersion: 1,
  recordedAt: '2026-11-23T09:06:51.020Z',
  actor: { type: 'user', id: 'da8253c1-31da-4f38-9b93-23a755451a28' },
  commandId: 'be2dd1cf-bb47-490b-ad48-5b6bc012b287',
  facts: { public: true, audience: 'all' },
  commitment: 'cd'.repeat(32),
  block: null,
}

const text = [
  'sealdesk/event/v1',
  'sealdesk.example/log',
  'ticket 8aca77a2-c9aa-4ea2-8fea-968635eae518',
  '3',
  'ab'.repeat(32),
  'comment_added 1',
  '2026-11-23T09:06:51.020Z',
  'user da8253c1-31da-4f38-9b93-23a755451a28',
  'be2dd1cf-bb47-490b-ad48-5b6bc012b287',
  '{"audience":"all","public":true}',
  'cd'.repeat(32),
  '-',
  '',
].join('\n')

describe('a header', () => {
  it('is written as twelve lines', () => {
    expect(formatHeader(header)).toBe(text)
  })

  it('is read back as it was written', () => {
    expect(parseHeader(text)).toEqual(header)
  })

  it('has one text only: what is read is written as the same text', () => {
    fc.assert(
      fc.property(anyChain, ({ events }) => {
        for (const event of events) expect(formatHeader(parseHeader(event.header))).toBe(event.header)
      }),
    )
  })
})

describe('parseHeader', () => {
  it.each<[line: number, replacement: string]>([
    [1, 'sealdesk/event/v2'],
    [1, 'sealdesk/event/v1 '],
    [2, ''],
    [2, 'a b'],
    [3, 'ticket'],
    [3, 'ticket '],
    [3, ' 8aca77a2-c9aa-4ea2-8fea-968635eae518'],
    [3, 'ticket  8aca77a2-c9aa-4ea2-8fea-968635eae518'],
    [3, 'ticket 8aca77a2-c9aa-4ea2-8fea-968635eae518 '],
    [4, '0'],
    [4, '03'],
    [4, '+3'],
    [4, '3.0'],
    [4, '3e0'],
    [4, '0x3'],
    [4, '9007199254740992'],
    [4, '99999999999999999999'],
    [5, '-'],
    [6, 'comment_added'],
    [6, 'comment_added '],
    [6, 'comment_added 01'],
    [6, 'comment_added 1 1'],
    [6, 'comment_added 9007199254740992'],
    [7, '2026-02-30T00:00:00.000Z'],
    [8, 'user'],
    [8, 'user sla-timer'],
    [8, 'system '],
    [8, 'robot da8253c1-31da-4f38-9b93-23a755451a28'],
    [9, '-'],
    [10, ''],
    [10, '[]'],
    [10, 'null'],
    [10, '{"a": 1}'],
    [10, '{"a":"é"}'],
    [10, '{"a":"\ud83d\ude00"}'],
    [11, ''],
    [11, 'null'],
    [12, '--'],
  ])('names line %i when it is %j', (line, replacement) => {
    const lines = text.split('\n')
    lines[line - 1] = replacement
    expect(() => parseHeader(lines.join('\n'))).toThrow(HeaderError)
    expect(() => parseHeader(lines.join('\n'))).toThrow(expect.objectContaining({ line }))
  })

  it.each([
    ['', 'nothing'],
    [text.slice(0, -1), 'no line feed at the end'],
    [`${text}\n`, 'an empty line at the end'],
    [`\n${text}`, 'an empty line at the beginning'],
    [`${text}x`, 'a thirteenth line without a line feed'],
    [text.slice(text.indexOf('\n') + 1), 'eleven lines'],
    ['\n'.repeat(1_000_000), 'a million lines'],
  ])('wants exactly twelve lines, not %#: %s', broken => {
    expect(() => parseHeader(broken)).toThrow(expect.objectContaining({ line: 0 }))
  })

  it('takes the largest decimals', () => {
    const lines = text.replace('\n3\n', '\n9007199254740991\n').replace('comment_added 1', 'comment_added 9007199254740991')
    expect(parseHeader(lines)).toMatchObject({ version: Number.MAX_SAFE_INTEGER, schemaVersion: Number.MAX_SAFE_INTEGER })
  })
})

describe('formatHeader', () => {
  it.each<[string, Partial<EventHeader>, number]>([
    ['an origin that would add a line', { origin: 'a\nb' }, 0],
    ['a type that would add a line', { type: 'a 1\nx' }, 0],
    ['an origin with a plus', { origin: 'a+b' }, 2],
    ['an aggregate type with a space', { aggregate: { type: 'ticket x', id: header.aggregate.id } }, 3],
    ['version 0', { version: 0 }, 4],
    ['a fraction as version', { version: 1.5 }, 4],
    ['a version past 2^53 - 1', { version: 2 ** 53 }, 4],
    ['a parent that is no hash', { parent: '-' }, 5],
    ['a schema version that is no number', { schemaVersion: Number.NaN }, 6],
    ['a type with a second schema version', { type: 'comment_added 1' }, 6],
    ['a day that does not exist', { recordedAt: '2026-02-30T00:00:00.000Z' }, 7],
    ['a user without a UUID', { actor: { type: 'user', id: 'ada' } }, 8],
    ['a command without a UUID', { commandId: 'x' }, 9],
    ['facts that are not ASCII', { facts: { title: 'é' } }, 10],
    ['a dash as commitment, which would be read as none', { commitment: '-' }, 11],
    ['a dash as block, which would be read as none', { block: '-' }, 12],
  ])('refuses %s', (_name, change, line) => {
    expect(() => formatHeader({ ...header, ...change })).toThrow(expect.objectContaining({ name: 'HeaderError', line }))
  })

  it('refuses facts that are not JSON, and says where', () => {
    expect(() => formatHeader({ ...header, facts: { list: [1, 0.5] } })).toThrow(CanonicalJsonError)
    expect(() => formatHeader({ ...header, facts: { list: [1, 0.5] } })).toThrow('$.list[1] must be an integer')
  })

  it('refuses a header of more than 1 MiB, which no proof bundle could hold', () => {
    expect(() => formatHeader({ ...header, facts: { a: 'x'.repeat(1024 * 1024) } })).toThrow('at most 1048576 bytes')
  })
})
