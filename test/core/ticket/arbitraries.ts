import fc from 'fast-check'
import { PRIORITIES, type TicketCommand } from '../../../core/ticket/commands.ts'
import { everybody, id } from '../aggregate/people.ts'
import { timeOf } from '../aggregate/subject.ts'

const by = fc.constantFrom(...everybody)
const text = fc.constantFrom('one', 'two', 'drei 🔥')
const person = fc.constantFrom(id(2), id(3))
const commentId = fc.constantFrom(id(501), id(502), id(503))
const label = fc.constantFrom('printer', 'vpn', 'urgent')
const imported = { author: id(3), at: timeOf(-1000) }
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

function command<T extends TicketCommand['type'], P>(type: T, payload: fc.Arbitrary<P>) {
  return fc.record({ type: fc.constant(type), payload, by })
}

/** An object without the fields that are undefined. */
function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.assign({}, ...Object.entries(object).map(([key, value]) => (value === undefined ? {} : { [key]: value })))
}

const nothing = fc.constant({})
const create = fc.record({ title: text, body: text, imported: fc.constantFrom(undefined, undefined, imported) })
const comment = fc.record({ commentId, body: text, imported: fc.constantFrom(undefined, undefined, imported) })

export const anyCreateTicket: fc.Arbitrary<TicketCommand> = command('create_ticket', create).map(created => ({ ...created, number: 7 }))

export const anyTicketCommand: fc.Arbitrary<TicketCommand> = fc.oneof(
  anyCreateTicket,
  command(
    'edit_ticket',
    fc
      .record({ title: optional(text), body: optional(text) })
      .filter(edit => edit.title !== undefined || edit.body !== undefined)
      .map(defined),
  ),
  command('assign_ticket', fc.record({ assignee: person })),
  command('unassign_ticket', nothing),
  command('solve_ticket', nothing),
  command('reopen_ticket', nothing),
  command('set_priority', fc.record({ priority: fc.constantFrom(...PRIORITIES) })),
  command('add_label', fc.record({ label })),
  command('remove_label', fc.record({ label })),
  { weight: 3, arbitrary: command('add_comment', comment) },
  { weight: 2, arbitrary: command('edit_comment', fc.record({ commentId, body: text })) },
  command('delete_comment', fc.record({ commentId })),
  {
    weight: 2,
    arbitrary: command('erase_content', fc.record({ version: fc.integer({ min: 1, max: 20 }), reason: fc.constant('personal_data') })),
  },
)

/** Mostly a ticket that is created first; sometimes commands to none. */
export const anyTicketCommands: fc.Arbitrary<TicketCommand[]> = fc
  .tuple(fc.array(anyCreateTicket, { maxLength: 2 }), fc.array(anyTicketCommand, { maxLength: 40 }))
  .map(([first, more]) => [...first, ...more])
