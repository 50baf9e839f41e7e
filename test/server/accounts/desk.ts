import { randomBytes, randomUUID } from 'node:crypto'
import type { Role, Sender } from '../../../core/aggregate/command.ts'
import type { Me } from '../../../core/protocol/messages.ts'
import { type AccountService, createAccountService } from '../../../server/accounts/account-service.ts'
import type { UserDirectory } from '../../../server/accounts/directory.ts'
import { liveDirectory } from '../../../server/accounts/live-directory.ts'
import { withNames } from '../../../server/accounts/names.ts'
import { createPasswords } from '../../../server/accounts/passwords.ts'
import type { CommandBus } from '../../../server/actors/command-bus.ts'
import type { Registry } from '../../../server/actors/registry.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { keptLog, SYSTEM, startRegistry } from '../../support/world.ts'

export const PASSWORD = 'correct horse battery'
/** An address for documentation (RFC 5737). */
export const HOME = '192.0.2.1'

/** Accounts upon real parts, with a clock that the test moves and passwords that are quick to hash. */
export type Desk = {
  readonly store: Store
  readonly registry: Registry
  readonly users: UserDirectory
  readonly bus: CommandBus
  readonly accounts: AccountService
  readonly clock: { now: number }
  person(name: string, role?: Role): Promise<Me>
  close(): Promise<void>
}

export function openDesk(store: Store = openMemoryStore(), wrap: (bus: CommandBus) => CommandBus = bus => bus): Desk {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const registry = startRegistry(store)
  const users = liveDirectory(registry)
  const bus = withNames(wrap(registry), { store, users, holder: randomUUID(), monotonic: () => clock.now, freshId: randomUUID })
  const accounts = createAccountService({
    store,
    bus,
    users,
    passwords: createPasswords(4),
    now: () => clock.now,
    randomBytes,
    freshId: randomUUID,
    log: keptLog(),
  })
  return {
    store,
    registry,
    users,
    bus,
    accounts,
    clock,
    async person(name, role = 'member') {
      const { id } = await accounts.createUser({ id: null, name, displayName: name, role, password: PASSWORD }, SYSTEM)
      return { id, name, displayName: name, role }
    },
    async close() {
      accounts.close()
      await registry.close()
      await store.close()
    },
  }
}

export function sender(me: Me): Sender {
  return { type: 'user', id: me.id, role: me.role }
}
