import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../../core/aggregate/command.ts'
import {
  ERRORS,
  errorBodySchema,
  isErrorCode,
  KnownError,
  REFUSAL_CODES,
  type Refusal,
  type RefusalCode,
  refusal,
} from '../../../core/protocol/errors.ts'
import { type TicketCommand, ticketPayloads } from '../../../core/ticket/commands.ts'
import type { UserCommand } from '../../../core/user/commands.ts'
import { admin, anna, ben, id, system } from '../aggregate/people.ts'
import { type AnyCommand, play, type Subject } from '../aggregate/subject.ts'
import { ticketSubject } from '../ticket/subject.ts'
import { userSubject } from '../user/subject.ts'

const SENTENCE = /^[A-Z“#].*[^ .]\.$/s

const create: TicketCommand = { type: 'create_ticket', payload: { title: 'Printer on fire', body: '' }, by: anna, number: 1 }
const assign: TicketCommand = { type: 'assign_ticket', payload: { assignee: anna.id }, by: anna }
const solve: TicketCommand = { type: 'solve_ticket', payload: {}, by: anna }
const comment: TicketCommand = { type: 'add_comment', payload: { commentId: id(501), body: 'Water?' }, by: anna }
const edit = (by: TicketCommand['by']): TicketCommand => ({ type: 'edit_comment', payload: { commentId: id(501), body: 'Foam?' }, by })
const createAnna: UserCommand = { type: 'create_user', payload: { name: 'anna', displayName: 'Anna', role: 'member' }, by: admin }
const reserve: UserCommand = { type: 'reserve_assignment', payload: { ticket: id(1001), version: 2, limit: 0 }, by: system }

/** How the core comes to each code, or who else gives it. */
const origins: { readonly [C in RefusalCode]: (() => Refusal | undefined) | 'the server' } = {
  not_in_this_state: () => lastRefusal(ticketSubject, [create, solve, solve]),
  open_ticket_limit: () => lastRefusal(userSubject, [createAnna, reserve]),
  comment_author_only: () => lastRefusal(ticketSubject, [create, comment, edit(ben)]),
  comment_not_found: () => lastRefusal(ticketSubject, [create, edit(anna)]),
  already_assigned: () => lastRefusal(ticketSubject, [create, assign, assign]),
  user_disabled: () => lastRefusal(userSubject, [createAnna, { type: 'disable_user', payload: {}, by: admin }, reserve]),
  nothing_to_change: () => lastRefusal(ticketSubject, [create, { type: 'unassign_ticket', payload: {}, by: anna }]),
  not_allowed: () => lastRefusal(userSubject, [{ ...createAnna, by: anna }]),
  not_found: () => lastRefusal(ticketSubject, [solve]),
  too_long: () => refusalOf({ title: 'x'.repeat(201), body: '' }),
  malformed: () => refusalOf({ title: 'x' }),
  // An aggregate that others keep changing, and a name that another account has: no rulebook sees either.
  conflict: 'the server',
  name_taken: 'the server',
}

function lastRefusal<S, C extends AnyCommand>(subject: Subject<S, C>, commands: readonly C[]): Refusal | undefined {
  const decision = play(subject, commands).at(-1)?.decision
  return decision?.type === 'refused' ? decision.refusal : undefined
}

function refusalOf(payload: unknown): Refusal | undefined {
  const parsed = parseCommand(ticketPayloads, 'create_ticket', payload, anna)
  return parsed.ok ? undefined : parsed.refusal
}

describe('refusals', () => {
  it.each(REFUSAL_CODES)('%s is reached, and said in a sentence', code => {
    const origin = origins[code]
    const refused = origin === 'the server' ? refusal(code) : origin()
    expect(refused).toMatchObject({ code, text: expect.stringMatching(SENTENCE) })
  })
})

describe('ERRORS', () => {
  it.each(Object.entries(ERRORS))('%s has a status of HTTP and a sentence', (code, { status, text }) => {
    expect(isErrorCode(code)).toBe(true)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
    expect(text).toMatch(SENTENCE)
  })

  it('know no other codes, nor what objects have by nature', () => {
    for (const code of ['', 'oops', 'toString', '__proto__', 7, null]) expect(isErrorCode(code)).toBe(false)
  })
})

describe('KnownError', () => {
  it('travels with its code, its sentence, its field and its status', () => {
    const error = new KnownError('too_long', '“title” is too long.', { field: 'title', cause: new Error('why') })
    expect(error.status).toBe(422)
    expect(error.toBody()).toEqual({ error: { code: 'too_long', text: '“title” is too long.', field: 'title' } })
    expect(errorBodySchema.parse(error.toBody())).toEqual(error.toBody())
    expect(error.cause).toBeInstanceOf(Error)
  })

  it('says the sentence of the table, and names no field, where nothing more exact is known', () => {
    expect(new KnownError('internal').toBody()).toEqual({ error: { code: 'internal', text: ERRORS.internal.text } })
  })
})
