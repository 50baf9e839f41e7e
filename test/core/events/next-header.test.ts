import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordEvent } from '../../../core/events/event.ts'
import { genesisHash } from '../../../core/events/hash.ts'
import { type EventHeader, HeaderError, parseHeader } from '../../../core/events/header.ts'
import { headerOpening, readNextHeader } from '../../../core/events/next-header.ts'
import { anyChain, type Chain } from './arbitraries.ts'

const chain = { origin: 'sealdesk.example/log', aggregate: { type: 'ticket', id: '8aca77a2-c9aa-4ea2-8fea-968635eae518' } }
const before = { version: 2, hash: 'ab'.repeat(32) }
const lines = [
  'sealdesk/event/v1',
  chain.origin,
  'ticket 8aca77a2-c9aa-4ea2-8fea-968635eae518',
  '3',
  before.hash,
  'comment_added 1',
  '2026-11-23T09:06:51.020Z',
  'user da8253c1-31da-4f38-9b93-23a755451a28',
  'be2dd1cf-bb47-490b-ad48-5b6bc012b287',
  '{"audience":"all","public":true}',
  'cd'.repeat(32),
  '-',
]

function tryParse(header: string): EventHeader | null {
  try {
    return parseHeader(header)
  } catch (error) {
    if (error instanceof HeaderError) return null
    throw error
  }
}

/** Null also where the header is well formed and another one than the next. */
function readClosely(header: string, { origin, aggregate }: Chain['name'], { version, hash }: typeof before): EventHeader | null {
  const read = tryParse(header)
  const isNext = read?.origin === origin && read.version === version + 1 && read.parent === hash
  return isNext && read.aggregate.type === aggregate.type && read.aggregate.id === aggregate.id ? read : null
}

function readQuickly(header: string, name: Chain['name'], after: typeof before) {
  const opening = headerOpening(name)
  return opening === null ? null : readNextHeader(header, opening, after)
}

/** Whether what was read quickly, if anything, is what reading closely gives. */
function agrees(header: string, name: Chain['name'], after: typeof before): boolean {
  const quick = readQuickly(header, name, after)
  const close = readClosely(header, name, after)
  return quick === null || (close !== null && close.commitment === quick.commitment && close.type !== 'content_erased')
}

/** Every event of a chain with the head before it. */
function steps({ name, events }: Chain) {
  return events.map(({ header }, i) => ({
    header,
    after: { version: i, hash: events[i - 1]?.hash ?? genesisHash(name.origin, name.aggregate) },
  }))
}

const withLine = (number: number, line: string) => `${lines.with(number - 1, line).join('\n')}\n`
const PIECES = [
  '',
  ' ',
  '\n',
  '\u0000',
  '\u007f',
  'é',
  '\ud800',
  '0',
  '-',
  '1',
  'a',
  'A',
  'g',
  '{}',
  '"a":1,',
  '02-30',
  'user ',
  'system x',
]

describe('readNextHeader', () => {
  it('gives the commitment of an ordinary next header', () => {
    expect(readQuickly(withLine(4, '3'), chain, before)).toEqual({ commitment: 'cd'.repeat(32) })
    expect(readQuickly(withLine(11, '-'), chain, before)).toEqual({ commitment: null })
  })

  it('reads every event that is no erasure, but for long numbers and escapes, a leap day or DEL', () => {
    fc.assert(
      fc.property(anyChain, made =>
        steps(made).every(
          ({ header, after }) =>
            /\ncontent_erased |\\u|\d{16}.*\}\n|\n\d{4}-02-29T|\u007f/.test(header) || readQuickly(header, made.name, after) !== null,
        ),
      ),
    )
  })

  it('reads nothing that reading closely doesn’t, however a header is edited', () => {
    const anyEdit = fc.record({ at: fc.nat(), cut: fc.nat({ max: 4 }), put: fc.constantFrom(...PIECES) })
    fc.assert(
      fc.property(anyChain, fc.array(anyEdit, { minLength: 1, maxLength: 2 }), (made, edits) =>
        steps(made).every(({ header, after }) => {
          const edited = edits.reduce((text, { at, cut, put }) => {
            const start = at % (text.length + 1)
            return text.slice(0, start) + put + text.slice(start + cut)
          }, header)
          return agrees(edited, made.name, after)
        }),
      ),
      { numRuns: 1000 },
    )
  })

  it('reads nothing that reading closely doesn’t, wherever a piece is put into a header', () => {
    const header = withLine(4, '3')
    for (const piece of PIECES)
      for (let at = 0; at <= header.length; at++)
        for (const cut of [0, 1, piece.length]) {
          const edited = header.slice(0, at) + piece + header.slice(at + cut)
          if (!agrees(edited, chain, before)) expect.fail(edited)
        }
  })

  it.each<[number, string]>([
    [1, 'sealdesk/event/v2'],
    [2, 'sealdesk.example/other'],
    [3, 'user 8aca77a2-c9aa-4ea2-8fea-968635eae518'],
    [4, '4'],
    [4, '03'],
    [5, 'ac'.repeat(32)],
    [6, 'content_erased 1'],
    [6, 'comment_added 01'],
    [7, '2026-11-23T09:06:60.020Z'],
    [8, 'robot da8253c1-31da-4f38-9b93-23a755451a28'],
    [9, '-'],
    [10, '[]'],
    [10, '{"a":"é"}'],
    [10, '{"a":1}{}'],
    [10, '{"a":"\n"}'],
    [11, 'CD'.repeat(32)],
    [12, ''],
  ])('leaves a header whose line %i is %j', (line, text) => {
    expect(readQuickly(withLine(line, text), chain, before)).toBeNull()
  })

  it('takes only days that there are', () => {
    const days = ['0000', '0001', '1900', '2000', '2023', '2024'].flatMap(year =>
      Array.from(
        { length: 14 * 33 },
        (_, i) => `${year}-${String(i % 14).padStart(2, '0')}-${String(Math.floor(i / 14)).padStart(2, '0')}`,
      ),
    )
    const read = days.filter(day => readQuickly(withLine(7, `${day}T09:00:00.000Z`), chain, before) !== null)
    const real = days.filter(day => tryParse(withLine(7, `${day}T09:00:00.000Z`)) !== null)
    expect(read).toEqual(real.filter(day => !day.endsWith('-02-29')))
    expect(read).toHaveLength(5 * 365)
  })

  it.each([
    ['a head that is no hash', chain, { version: 2, hash: 'AB'.repeat(32) }],
    ['version 0', chain, { version: -1, hash: before.hash }],
    ['a version past 2^53 - 1', chain, { version: Number.MAX_SAFE_INTEGER, hash: before.hash }],
    ['a log without a possible name', { ...chain, origin: 'a b' }, before],
    ['an aggregate that is none', { ...chain, aggregate: { type: 'ticket', id: 'x' } }, before],
  ])('takes no header to follow %s', (_what, name, after) => {
    const header = [
      lines[0],
      name.origin,
      `${name.aggregate.type} ${name.aggregate.id}`,
      after.version + 1,
      after.hash,
      ...lines.slice(5),
      '',
    ]
    expect(readQuickly(header.join('\n'), name, after)).toBeNull()
  })

  it('is used for the events that the program records', () => {
    const draft = { ...chain, version: 3, parent: before.hash, type: 'closed', recordedAt: '2026-01-31T00:00:00.000Z' }
    const actor = { type: 'system' as const, id: 'sla-timer' }
    const commandId = '00000000-0000-4000-8000-000000000000'
    const { header } = recordEvent({ ...draft, actor, commandId, facts: {}, content: null, block: null }, null)
    expect(readQuickly(header, chain, before)).toEqual({ commitment: null })
  })
})
