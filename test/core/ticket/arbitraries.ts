import fc from 'fast-check'
import type { Sender } from '../../../core/aggregate/command.ts'
import { PRIORITIES, type TicketCommand } from '../../../core/ticket/commands.ts'
import { admin, anna, everybody, id, system } from '../aggregate/people.ts'
import { timeOf } from '../aggregate/subject.ts'

const by = fc.constantFrom(...everybody)
const text = fc.constantFrom('one', 'two', 'drei 🔥')
const person = fc.constantFrom(id(2), id(3))
const commentId = fc.constantFrom(id(501), id(502), id(503))
const label = fc.constantFrom('printer', 'vpn', 'urgent')
const imported = { author: id(3), at: timeOf(-1000) }
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

function command<T extends TicketCommand['type'], P>(type: T, payload: fc.Arbitrary<P>, sender: fc.Arbitrary<Sender> = by) {
  return fc.record({ type: fc.constant(type), payload, by: sender })
}

/** An object without the fields that are undefined. */
function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.assign({}, ...Object.entries(object).map(([key, value]) => (value === undefined ? {} : { [key]: value })))
}

const nothing = fc.constant({})
const comment = fc.record({ commentId, body: text })
const erasure = fc.record({ version: fc.integer({ min: 1, max: 12 }), reason: fc.constant('personal_data') })
const mostlyAllowed = fc.constantFrom(system, system, admin, anna)
const ticket = fc.record({ title: text, body: text })
/** The same as an import tells it: by whom and when it was written. */
const elsewhere = <P extends object>(written: fc.Arbitrary<P>) => written.map(payload => ({ ...payload, imported }))

export const anyCreateTicket: fc.Arbitrary<TicketCommand> = fc
  .oneof(command('create_ticket', ticket), command('create_ticket', elsewhere(ticket), mostlyAllowed))
  .map(created => ({ ...created, number: 7 }))

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
  { weight: 2, arbitrary: command('add_comment', comment) },
  { weight: 2, arbitrary: command('add_comment', elsewhere(comment), mostlyAllowed) },
  { weight: 2, arbitrary: command('edit_comment', comment) },
  command('delete_comment', fc.record({ commentId })),
  { weight: 3, arbitrary: command('erase_content', erasure, mostlyAllowed) },
)

/** Mostly a ticket that is created first; sometimes commands to none. */
export const anyTicketCommands: fc.Arbitrary<TicketCommand[]> = fc
  .tuple(fc.array(anyCreateTicket, { maxLength: 2 }), fc.array(anyTicketCommand, { maxLength: 40 }))
  .map(([first, more]) => [...first, ...more])
