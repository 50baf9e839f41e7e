import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandSchema, isAdministrator, type PayloadSchemas, parseCommand } from '../../../core/aggregate/command.ts'
import { anchorPayloads } from '../../../core/anchor/commands.ts'
import { ticketPayloads } from '../../../core/ticket/commands.ts'
import { exchangePayloads, userPayloads } from '../../../core/user/commands.ts'
import { anyTicketCommand } from '../ticket/arbitraries.ts'
import { anyUserCommand } from '../user/arbitraries.ts'
import { admin, anna, id, system } from './people.ts'

const tables: readonly [string, PayloadSchemas][] = [
  ['tickets', ticketPayloads],
  ['users', userPayloads],
  ['the exchange', exchangePayloads],
  ['anchors', anchorPayloads],
]

const keys = [
  'title',
  'body',
  'imported',
  'commentId',
  'assignee',
  'label',
  'priority',
  'version',
  'reason',
  'name',
  'role',
  'ticket',
  '__proto__',
]
const anyKey = fc.oneof(fc.constantFrom(...keys), fc.string())
const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', 'a\0', 'x'.repeat(201), '🔥'.repeat(20_001), id(1), ''),
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, undefined, true, -0, Number.MAX_VALUE),
)
/** What may come over the wire instead of a payload. */
const anyPayload: fc.Arbitrary<unknown> = fc.oneof(
  leaf,
  fc.anything({ key: anyKey, values: [leaf], maxDepth: 3, withNullPrototype: true }),
  fc.array(fc.tuple(anyKey, fc.oneof(leaf, fc.object({ key: anyKey, values: [leaf] })))).map(entries => Object.fromEntries(entries)),
)

const aboutForm = expect.stringMatching(/^(too_long|malformed)$/)
const aSentence = expect.stringMatching(/^(The|There|“).*[^ .]\.$/s)

describe.each(tables)('parseCommand with the commands of %s', (_, payloads) => {
  it.each(Object.keys(payloads))('%s: any payload is taken or refused with code, sentence and field', type => {
    fc.assert(
      fc.property(anyPayload, payload => {
        const parsed = parseCommand(payloads, type, payload, anna)
        if (parsed.ok) expect(parsed.value).toMatchObject({ type, by: anna })
        else expect(parsed.refusal).toEqual({ code: aboutForm, text: aSentence, field: expect.any(String) })
      }),
      { numRuns: 300 },
    )
  })
})

describe('parseCommand', () => {
  it('gives a well-formed command with its sender, and adds nothing', () => {
    fc.assert(
      fc.property(fc.oneof(anyTicketCommand, anyUserCommand), ({ type, payload, by }) => {
        const parsed = parseCommand({ ...ticketPayloads, ...userPayloads, ...exchangePayloads }, type, payload, by)
        expect(parsed).toEqual({ ok: true, value: { type, payload, by } })
      }),
    )
  })

  it.each(['', 'close_ticket', 'constructor', '__proto__', 'toString', 'reserve_assignment'])(
    'knows no command “%s” from outside',
    type => {
      for (const payloads of [ticketPayloads, userPayloads]) {
        expect(parseCommand(payloads, type, {}, admin)).toMatchObject({ ok: false, refusal: { code: 'malformed', field: 'type' } })
      }
    },
  )

  it('refuses an unknown key beside what belongs there, and names it', () => {
    for (const [type, payload, field] of [
      ['solve_ticket', { why: 'done' }, 'why'],
      ['create_ticket', { title: 'a', body: '', number: 7 }, 'number'],
      [
        'add_comment',
        { commentId: id(1), body: 'a', imported: { author: id(2), at: '2026-01-01T00:00:00.000Z', by: id(3) } },
        'imported.by',
      ],
    ] as const) {
      expect(parseCommand(ticketPayloads, type, payload, anna)).toMatchObject({ ok: false, refusal: { code: 'malformed', field } })
    }
  })

  it('names the payload where it is wrong as a whole', () => {
    expect(parseCommand(ticketPayloads, 'edit_ticket', {}, anna)).toEqual({
      ok: false,
      refusal: { code: 'malformed', text: 'The payload needs a title or a body.', field: 'payload' },
    })
  })
})

describe('commandSchema', () => {
  const command = { id: id(1), aggregate: { type: 'ticket', id: id(2) }, type: 'solve_ticket', payload: {} }

  it('takes what a client sends, and nothing beside', () => {
    expect(commandSchema.safeParse(command).success).toBe(true)
    for (const wrong of [
      { ...command, by: admin },
      { ...command, id: 'ABC' },
      { ...command, aggregate: { type: 'anchor', id: id(2) } },
      { ...command, type: 'Solve Ticket' },
      null,
      [],
    ]) {
      expect(commandSchema.safeParse(wrong).success).toBe(false)
    }
  })
})

describe('isAdministrator', () => {
  it('is true for administrators and parts of the system alone', () => {
    expect([admin, anna, system].map(isAdministrator)).toEqual([true, false, true])
  })
})
