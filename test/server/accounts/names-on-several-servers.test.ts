import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { domainEvent } from '../../../core/aggregate/read.ts'
import { parseHeader } from '../../../core/events/header.ts'
import { KnownError } from '../../../core/protocol/errors.ts'
import { userEvents } from '../../../core/user/events.ts'
import type { CommandBus } from '../../../server/actors/command-bus.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { overlay } from '../../support/stores.ts'
import { accepted, refusalOf, SYSTEM, toUser } from '../../support/world.ts'
import { openDesk } from './desk.ts'

const rename = (id: string, name: string) => toUser(id, 'rename_user', { name })

/** Fails where two people had the same name at any moment, in the order in which the store took events in. */
async function checkNamesWereUnique(store: Store): Promise<void> {
  const names = new Map<string, string>()
  const newest = await store.newest()
  const stop = new AbortController()
  for await (const { events, cursor } of store.feed(null, stop.signal)) {
    for (const stored of events) {
      const { id } = parseHeader(stored.header).aggregate
      const { content } = domainEvent(userEvents, stored)
      if (content !== null && 'name' in content && content.name !== undefined) names.set(id, content.name)
      expect(new Set(names.values()).size).toBe(names.size)
    }
    if (newest !== null && cursor >= newest) stop.abort()
  }
}

/** A server's way to the store: each call that matters waits until the scheduler lets it go. */
function paused(store: Store, scheduler: fc.Scheduler, server: number): Store {
  const wait = (label: string) => scheduler.schedule(Promise.resolve(), `server ${server} ${label}`)
  return overlay(store, {
    async append(commit) {
      await wait('appends')
      return store.append(commit)
    },
    accounts: overlay(store.accounts, {
      async claim(name, userId) {
        await wait(`claims ${name}`)
        return store.accounts.claim(name, userId)
      },
      async release(name, userId) {
        await wait(`releases ${name}`)
        return store.accounts.release(name, userId)
      },
      async byName(name) {
        await wait(`looks for ${name}`)
        return store.accounts.byName(name)
      },
    }),
  })
}

describe('names, on two servers with one store', () => {
  test('a person gets back a name that has gone to somebody else only by asking for it, also where the server hasn’t heard of that', async () => {
    const store = openMemoryStore()
    const [here, there] = [openDesk(store), openDesk(store)]
    const [ada, bob] = [await here.person('ada'), await here.person('bob')]
    await there.users.user(ada.id)
    accepted(await here.bus.execute(rename(ada.id, 'adele'), SYSTEM))
    accepted(await here.bus.execute(rename(bob.id, 'ada'), SYSTEM))
    expect(refusalOf(await there.bus.execute(rename(ada.id, 'ada'), SYSTEM))).toBe('name_taken')
    await checkNamesWereUnique(store)
  })

  test('stay with a person whose renaming had no answer, and no other server renames them for half a minute', async () => {
    const store = openMemoryStore()
    const failing = (): CommandBus => ({ execute: () => Promise.reject(new KnownError('store_unavailable')) })
    const [here, there] = [openDesk(store, failing), openDesk(store)]
    const ada = await there.person('ada')
    await expect(here.bus.execute(rename(ada.id, 'adele'), SYSTEM)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(refusalOf(await there.bus.execute(rename(ada.id, 'countess'), SYSTEM))).toBe('conflict')
    for (const name of ['ada', 'adele']) expect((await store.accounts.byName(name))?.userId).toBe(ada.id)
    there.clock.now += 30_000
    accepted(await there.bus.execute(rename(ada.id, 'countess'), SYSTEM))
  })

  test('are each the one’s whose name it is, and left behind nowhere, however renamings meet', async () => {
    const change = fc.record({ server: fc.nat(1), person: fc.nat(1), name: fc.constantFrom('ada', 'bob', 'carl', 'dora') })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.array(change, { maxLength: 4 }), { minLength: 2, maxLength: 4 }), async (s, clients) => {
        const store = openMemoryStore()
        const setup = openDesk(store)
        const people = [await setup.person('ada'), await setup.person('bob')]
        const servers = [0, 1].map(n => openDesk(paused(store, s, n)))
        const act = async (changes: readonly { server: number; person: number; name: string }[]) => {
          for (const { server, person, name } of changes) await servers[server]?.bus.execute(rename(people[person]?.id ?? '', name), SYSTEM)
        }
        await s.waitFor(Promise.all(clients.map(act)))

        await checkNamesWereUnique(store)
        const fresh = openDesk(store)
        const owners = new Map<string | null | undefined, string>()
        for (const { id } of people) owners.set((await fresh.users.user(id))?.name, id)
        for (const name of ['ada', 'bob', 'carl', 'dora'])
          expect([name, (await store.accounts.byName(name))?.userId]).toEqual([name, owners.get(name)])
      }),
      { numRuns: 200 },
    )
  })

  test('go to one new person each, whoever creates people with them at once', async () => {
    const creation = fc.record({ server: fc.nat(1), name: fc.constantFrom('ada', 'bob') })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(creation, { minLength: 2, maxLength: 5 }), async (s, creations) => {
        const store = openMemoryStore()
        const servers = [0, 1].map(n => openDesk(paused(store, s, n)))
        const created = await s.waitFor(
          Promise.all(
            creations.map(({ server, name }) =>
              servers[server]?.person(name).then(
                ({ id }) => ({ name, id }),
                () => null,
              ),
            ),
          ),
        )
        await checkNamesWereUnique(store)
        for (const name of creations.map(({ name }) => name)) {
          const holder = (await store.accounts.byName(name))?.userId
          const answers = created.flatMap(answer => (answer?.name === name ? [answer.id] : []))
          expect([name, new Set(answers)]).toEqual([name, new Set([holder])])
        }
      }),
      { numRuns: 100 },
    )
  })
})
