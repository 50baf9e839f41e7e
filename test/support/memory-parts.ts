import { randomBytes, randomUUID } from 'node:crypto'
import { userStateOf } from '../../core/user/machine.ts'
import { type AccountService, createAccountService } from '../../server/accounts/account-service.ts'
import type { UserDirectory } from '../../server/accounts/directory.ts'
import { withNames } from '../../server/accounts/names.ts'
import { createPasswords } from '../../server/accounts/passwords.ts'
import type { CommandBus } from '../../server/actors/command-bus.ts'
import type { Registry, RegistryOptions } from '../../server/actors/registry.ts'
import { openMemoryStore } from '../../server/store/memory/memory-store.ts'
import type { Store } from '../../server/store/store.ts'
import { keptLog, startRegistry } from './world.ts'

export type MemoryParts = {
  readonly store: Store
  readonly registry: Registry
  readonly bus: CommandBus
  readonly accounts: AccountService
  /** Lets everything rest; the store stays open, so that a test can look into it. */
  close(): Promise<void>
}

/** The server's parts as they are, but the store is in memory and passwords are hashed quickly. */
export function openMemoryParts(store: Store = openMemoryStore(), options: Partial<RegistryOptions> = {}): MemoryParts {
  const registry = startRegistry(store, options)
  const users: UserDirectory = {
    async user(id) {
      const { snapshot } = await registry.user(id)
      const state = userStateOf(snapshot)
      const { name, displayName, role } = snapshot.context
      return state === 'absent' ? null : { name: name.text, displayName: displayName.text, role, state }
    },
  }
  const own = { holder: randomUUID(), monotonic: () => performance.now(), freshId: randomUUID }
  const bus = withNames(registry, { store, users, ...own })
  const passwords = createPasswords(4)
  const accounts = createAccountService({ store, bus, users, passwords, now: Date.now, randomBytes, freshId: randomUUID, log: keptLog() })
  return {
    store,
    registry,
    bus,
    accounts,
    async close() {
      await registry.close()
      accounts.close()
    },
  }
}

/** How many events a store holds. */
export async function countEvents(store: Store): Promise<number> {
  let events = 0
  for await (const page of store.aggregates()) for (const { version } of page) events += version
  return events
}
