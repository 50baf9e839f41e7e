import type { CommandRequest, Sender } from '../../core/aggregate/command.ts'
import { isAdministrator } from '../../core/aggregate/command.ts'
import { refusal } from '../../core/protocol/errors.ts'
import { userPayloads } from '../../core/user/commands.ts'
import type { CommandBus, CommandResult } from '../actors/command-bus.ts'
import { Locks } from '../locks.ts'
import type { Store } from '../store/store.ts'
import type { UserDirectory } from './directory.ts'

export type NamesOptions = { readonly store: Pick<Store, 'accounts' | 'outcome'>; readonly users: UserDirectory }

/**
 * A bus that keeps people's names unique. Names span aggregates, so a name is claimed before `create_user` or `rename_user` is sent, and
 * what is left over afterwards is given back: the new name where the command was refused, the old one where it was carried out.
 *
 * A crash in between leaves at worst a name too many with the person whom the command was for, never one too few. Where it isn't known
 * whether a command was carried out, both names stay.
 */
export function withNames(bus: CommandBus, { store, users }: NamesOptions): CommandBus {
  const locks = new Locks()

  async function executeWithName(command: CommandRequest, by: Sender, wanted: string): Promise<CommandResult> {
    const { id } = command.aggregate
    // Sent again: it is answered as it was then, whoever has the name by now.
    if ((await store.outcome(command.aggregate, command.id)).length > 0) return bus.execute(command, by)
    const person = await users.user(id)
    // The rulebook refuses these; and who keeps a name needn't claim it.
    if ((person === null) !== (command.type === 'create_user') || person?.name === wanted) return bus.execute(command, by)
    const before = person === null ? null : (person.name ?? (await store.accounts.byUser(id))?.name ?? null)
    if (!(await store.accounts.claim(wanted, id))) return { ok: false, refusal: refusal('name_taken', undefined, 'name') }
    const result = await bus.execute(command, by)
    const leftOver = result.ok ? before : wanted
    if (leftOver !== null) await store.accounts.release(leftOver, id)
    return result
  }

  return {
    async execute(command, by) {
      const wanted = wantedName(command, by)
      if (wanted === null) return bus.execute(command, by)
      const unlock = await locks.acquire(command.aggregate.id)
      try {
        return await executeWithName(command, by, wanted)
      } finally {
        unlock()
      }
    },
  }
}

/** The name that a command asks for; null for all others, and for those that are refused whatever the name: nobody blocks names with them. */
function wantedName({ aggregate, type, payload }: CommandRequest, by: Sender): string | null {
  if (aggregate.type !== 'user') return null
  if (type === 'create_user' && isAdministrator(by)) return userPayloads.create_user.safeParse(payload).data?.name ?? null
  if (type === 'rename_user' && (isAdministrator(by) || by.id === aggregate.id))
    return userPayloads.rename_user.safeParse(payload).data?.name ?? null
  return null
}
