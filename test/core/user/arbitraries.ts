import fc from 'fast-check'
import { ROLES } from '../../../core/aggregate/command.ts'
import type { UserCommand } from '../../../core/user/commands.ts'
import { annaAsAdmin, everybody, id, system } from '../aggregate/people.ts'

const by = fc.constantFrom(...everybody, annaAsAdmin)
const name = fc.constantFrom('anna', 'anna.b')
const displayName = fc.constantFrom('Anna', 'Anna B. 🔥')
const role = fc.constantFrom(...ROLES)
const place = { ticket: fc.constantFrom(id(1001), id(1002), id(1003)), version: fc.integer({ min: 1, max: 6 }) }
const reservation = fc.option(fc.integer({ min: 2, max: 12 }), { freq: 2 })

function command<T extends UserCommand['type'], P>(type: T, payload: fc.Arbitrary<P>, sender = by) {
  return fc.record({ type: fc.constant(type), payload, by: sender })
}

const nothing = fc.constant({})
const mostlySystem = fc.oneof({ weight: 5, arbitrary: fc.constant(system) }, by)
const anyCreateUser = command('create_user', fc.record({ name, displayName, role }))

export const anyUserCommand: fc.Arbitrary<UserCommand> = fc.oneof(
  anyCreateUser,
  command('rename_user', fc.oneof(fc.record({ name }), fc.record({ displayName }), fc.record({ name, displayName }))),
  command('disable_user', nothing),
  command('enable_user', nothing),
  command('set_role', fc.record({ role })),
  command('erase_content', fc.record({ version: fc.integer({ min: 1, max: 12 }), reason: fc.constant('personal_data') })),
  { weight: 3, arbitrary: command('reserve_assignment', fc.record({ ...place, limit: fc.constantFrom(0, 2, 2, 2, 3) }), mostlySystem) },
  { weight: 2, arbitrary: command('release_assignment', fc.record({ ...place, reservation }), mostlySystem) },
)

/** Mostly a user who is created first; sometimes commands to nobody. */
export const anyUserCommands: fc.Arbitrary<UserCommand[]> = fc
  .tuple(fc.array(anyCreateUser, { maxLength: 2 }), fc.array(anyUserCommand, { maxLength: 40 }))
  .map(([first, more]) => [...first, ...more])
