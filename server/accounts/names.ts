import type { CommandRequest, Sender } from '../../core/aggregate/command.ts'
import { isAdministrator } from '../../core/aggregate/command.ts'
import { type Refusal, refusal } from '../../core/protocol/errors.ts'
import { userPayloads } from '../../core/user/commands.ts'
import type { CommandBus, CommandResult } from '../actors/command-bus.ts'
import { type ClaimOptions, LeaseClaim } from '../leases/claim.ts'
import { Locks } from '../locks.ts'
import type { Store } from '../store/store.ts'
import type { UserDirectory } from './directory.ts'

/** A renaming takes less: that many milliseconds after another server was first refused, it may rename the person. */
const LEASE_MS = 30_000

export type NamesOptions = {
  readonly store: Pick<Store, 'accounts' | 'outcome' | 'lease' | 'leased' | 'endLease'>
  readonly users: UserDirectory
} & Pick<ClaimOptions, 'holder' | 'monotonic' | 'freshId'>

/**
 * A bus that keeps people's names unique. Names span aggregates, so a name is claimed before `create_user` or `rename_user` is sent, and
 * what is left over afterwards is given back: the new name where the command was refused, the old one where it was carried out.
 *
 * One renaming of a person at a time, on any number of servers: else one could give back what the other has just claimed. Where another
 * server is at it, the command is refused with `conflict`.
 *
 * A crash in between leaves at worst a name too many with the person whom the command was for, never one too few. Where it isn't known
 * whether a command was carried out, both names stay, and for a while no other server renames the person.
 */
export function withNames(bus: CommandBus, { store, users, ...own }: NamesOptions): CommandBus {
  const { accounts } = store
  const locks = new Locks()
  /** Of leases that other servers had when they were last asked for. */
  const claims = new Map<string, LeaseClaim>()

  async function rename(command: CommandRequest, by: Sender, wanted: string): Promise<CommandResult> {
    const { id } = command.aggregate
    const name = `renaming ${id}`
    const claim = claims.get(id) ?? new LeaseClaim({ ...own, store, name, ttlMs: LEASE_MS })
    const holds = () => claim.attempt()
    if (!(await holds())) {
      claims.set(id, claim)
      return refused(refusal('conflict'))
    }
    claims.delete(id)
    const result = await renameAlone(command, by, wanted, holds)
    await store.endLease(name, own.holder)
    return result
  }

  async function renameAlone(command: CommandRequest, by: Sender, wanted: string, holds: () => Promise<boolean>): Promise<CommandResult> {
    const { id } = command.aggregate
    const person = await users.user(id)
    // The rulebook refuses the one; and who keeps a name needn't claim it.
    if (person === null || person.name === wanted) return bus.execute(command, by)
    const before = person.name ?? (await accounts.byUser(id))?.name ?? null
    if (!(await accounts.claim(wanted, id))) return refused(nameTaken())
    const result = await bus.execute(command, by)
    const leftOver = result.ok ? before : wanted
    if (leftOver !== null && before !== wanted && (await holds())) await accounts.release(leftOver, id)
    return result
  }

  async function create(command: CommandRequest, by: Sender, wanted: string): Promise<CommandResult> {
    const { id } = command.aggregate
    // The rulebook refuses it.
    if ((await users.user(id)) !== null) return bus.execute(command, by)
    if (!(await accounts.claim(wanted, id))) return refused(nameTaken())
    const result = await bus.execute(command, by)
    if (!result.ok) await accounts.release(wanted, id)
    return result
  }

  return {
    async execute(command, by) {
      const wanted = wantedName(command, by)
      if (wanted === null) return bus.execute(command, by)
      const unlock = await locks.acquire(command.aggregate.id)
      try {
        // Sent again: it is answered as it was then, whoever has the name by now.
        if ((await store.outcome(command.aggregate, command.id)).length > 0) return await bus.execute(command, by)
        return await (command.type === 'create_user' ? create(command, by, wanted) : rename(command, by, wanted))
      } finally {
        unlock()
      }
    },
  }
}

function nameTaken(): Refusal {
  return refusal('name_taken', undefined, 'name')
}

function refused(why: Refusal): CommandResult {
  return { ok: false, refusal: why }
}

/** The name that a command asks for; null for all others, and for those that are refused whatever the name: nobody blocks names with them. */
function wantedName({ aggregate, type, payload }: CommandRequest, by: Sender): string | null {
  if (aggregate.type !== 'user') return null
  if (type === 'create_user' && isAdministrator(by)) return userPayloads.create_user.safeParse(payload).data?.name ?? null
  if (type === 'rename_user' && (isAdministrator(by) || by.id === aggregate.id))
    return userPayloads.rename_user.safeParse(payload).data?.name ?? null
  return null
}
