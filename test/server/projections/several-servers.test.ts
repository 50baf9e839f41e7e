import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import type { Registry } from '../../../server/actors/registry.ts'
import { type Projections, startProjections } from '../../../server/projections/projections.ts'
import type { Projected } from '../../../server/projections/projector.ts'
import { rebuildProjections } from '../../../server/projections/rebuild.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { dumpReadModels } from '../../support/read-model-dump.ts'
import { overlay } from '../../support/stores.ts'
import { accepted, createTicket, keptLog, member, startRegistry, toTicket } from '../../support/world.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

type Desk = {
  readonly registry: Registry
  readonly projections: Projections
  readonly told: Projected[]
  /** How often this server has written rows. */
  readonly writes: () => number
  leads: boolean
}

/** One of several servers on a store. */
async function serve(shared: Store, leads: boolean): Promise<Desk> {
  let writes = 0
  const store = overlay(shared, {
    readModels: overlay(shared.readModels, {
      async follow() {
        const rows = await shared.readModels.follow()
        return overlay(rows, {
          apply(change) {
            writes += 1
            return rows.apply(change)
          },
        })
      },
    }),
  })
  const registry = startRegistry(store)
  const told: Projected[] = []
  const desk = { registry, told, leads, writes: () => writes }
  const projections = await startProjections(store, keptLog(), { isHolder: () => desk.leads })
  projections.onProjected(projected => {
    for (const { header } of projected.events) registry.noticed(header)
    told.push(projected)
  })
  ends.push(async () => {
    await registry.close()
    await projections.close()
  })
  return Object.assign(desk, { projections })
}

const ann = member(randomUUID())
const versionsTold = (desk: Desk) => desk.told.flatMap(({ events }) => events.map(({ header }) => header.version))

it('one server writes the rows, and the others tell their people of them as well', async () => {
  const store = openMemoryStore()
  const [first, second] = [await serve(store, true), await serve(store, false)]
  const ticket = await createTicket(second.registry)
  accepted(await first.registry.execute(toTicket(ticket, 'solve_ticket'), ann))
  await Promise.all([first.projections.caughtUp(), second.projections.caughtUp()])
  expect([versionsTold(first), versionsTold(second)]).toEqual([
    [1, 2],
    [1, 2],
  ])
  expect(second.told.flatMap(({ tickets }) => tickets).at(-1)).toMatchObject({ before: 'unknown', after: { id: ticket, state: 'solved' } })
  expect(first.writes()).toBeGreaterThan(0)
  expect(second.writes()).toBe(0)
})

it('another server goes on where the one that wrote the rows stopped, and the rows are those of a rebuild', async () => {
  const store = openMemoryStore()
  const [first, second] = [await serve(store, true), await serve(store, false)]
  const tickets = await Promise.all(Array.from({ length: 5 }, () => createTicket(first.registry)))
  await second.projections.caughtUp()
  first.leads = false
  for (const id of tickets) accepted(await first.registry.execute(toTicket(id, 'add_label', { label: 'late' }), ann))
  expect(second.writes()).toBe(0)
  second.leads = true
  await Promise.all([first.projections.caughtUp(), second.projections.caughtUp()])
  expect(second.writes()).toBeGreaterThan(0)
  const { items } = await store.readModels.listTickets({ sort: 'number', label: 'late' }, { limit: 10, cursor: null })
  expect(items).toHaveLength(5)
})

it('two that both believe to write for a moment write the same rows, and each tells of every change', async () => {
  const store = openMemoryStore()
  const [first, second] = [await serve(store, true), await serve(store, true)]
  const ticket = await createTicket(first.registry)
  for (let n = 0; n < 20; n++) {
    const desk = n % 2 === 0 ? first : second
    accepted(await desk.registry.execute(toTicket(ticket, 'add_label', { label: `label-${n}` }), ann))
  }
  await Promise.all([first.projections.caughtUp(), second.projections.caughtUp()])
  for (const desk of [first, second]) {
    expect(versionsTold(desk)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1))
    expect(desk.told.flatMap(({ tickets }) => tickets).at(-1)?.after.labels).toHaveLength(20)
  }
  const written = await dumpReadModels(store)
  await Promise.all([first.projections.close(), second.projections.close()])
  await rebuildProjections(store, keptLog())
  expect(await dumpReadModels(store)).toEqual(written)
})

it('rows that somebody begins anew, and doesn’t finish, are made from their beginning, though nothing more happens', async () => {
  const store = openMemoryStore()
  const [first, second] = [await serve(store, true), await serve(store, false)]
  for (let n = 0; n < 3; n++) await createTicket(first.registry)
  await Promise.all([first.projections.caughtUp(), second.projections.caughtUp()])
  const before = await dumpReadModels(store)
  first.leads = false
  await store.readModels.clear()
  second.leads = true
  await expect.poll(() => store.readModels.cursor(), { timeout: 10_000 }).toBe(await store.newest())
  expect(await dumpReadModels(store)).toEqual(before)
})

it('nobody reads rows that somebody has begun anew before they are whole again', async () => {
  const store = openMemoryStore()
  const [first, second] = [await serve(store, true), await serve(store, false)]
  for (let n = 0; n < 3; n++) await createTicket(first.registry)
  await Promise.all([first.projections.caughtUp(), second.projections.caughtUp()])
  const before = await dumpReadModels(store)
  for (const desk of [first, second]) {
    await store.readModels.clear()
    await desk.projections.caughtUp()
    expect(await dumpReadModels(store)).toEqual(before)
  }
})

it('who writes the rows doesn’t write on in those that somebody has begun anew, though it was asked how far they are', async () => {
  const store = openMemoryStore()
  const first = await serve(store, true)
  const tickets = [await createTicket(first.registry), await createTicket(first.registry)]
  await first.projections.caughtUp()
  await store.readModels.clear()
  expect(await store.readModels.cursor()).toBeNull()
  accepted(await first.registry.execute(toTicket(tickets[0] ?? '', 'add_label', { label: 'meanwhile' }), ann))
  await expect.poll(() => store.readModels.cursor(), { timeout: 10_000 }).toBe(await store.newest())
  const written = await dumpReadModels(store)
  await first.projections.close()
  await rebuildProjections(store, keptLog())
  expect(written).toEqual(await dumpReadModels(store))
})

it('nobody is told again what they were told before rows were made anew', async () => {
  const store = openMemoryStore()
  const [first, second] = [await serve(store, true), await serve(store, false)]
  const ticket = await createTicket(first.registry)
  for (const label of ['a', 'b']) accepted(await first.registry.execute(toTicket(ticket, 'add_label', { label }), ann))
  await Promise.all([first.projections.caughtUp(), second.projections.caughtUp()])
  await store.readModels.clear()
  accepted(await first.registry.execute(toTicket(ticket, 'solve_ticket'), ann))
  for (const desk of [first, second]) {
    await expect.poll(() => versionsTold(desk), { timeout: 10_000 }).toContain(4)
    await desk.projections.caughtUp()
    expect(versionsTold(desk)).toEqual([1, 2, 3, 4])
    expect(desk.told.at(-1)?.tickets).toMatchObject([{ after: { id: ticket, version: 4, labels: ['a', 'b'] } }])
  }
})

it('what is told of a page of which some was told before has the row as it was in between', async () => {
  const store = openMemoryStore()
  const first = await serve(store, true)
  const ticket = await createTicket(first.registry)
  accepted(await first.registry.execute(toTicket(ticket, 'add_label', { label: 'a' }), ann))
  await first.projections.caughtUp()
  await store.readModels.clear()
  accepted(await first.registry.execute(toTicket(ticket, 'remove_label', { label: 'a' }), ann))
  await expect.poll(() => versionsTold(first), { timeout: 10_000 }).toEqual([1, 2, 3])
  expect(first.told.at(-1)?.tickets).toMatchObject([{ before: { version: 2, labels: ['a'] }, after: { version: 3, labels: [] } }])
})

it('a server that starts after a rebuild that was broken off, even twice, tells of what nobody was told before, and of nothing else', async () => {
  const store = openMemoryStore()
  const first = await serve(store, true)
  const ticket = await createTicket(first.registry)
  accepted(await first.registry.execute(toTicket(ticket, 'add_label', { label: 'a' }), ann))
  await first.projections.caughtUp()
  const before = await dumpReadModels(store)
  await first.projections.close()
  const broken = overlay(store, {
    feed() {
      throw new StoreUnavailable()
    },
  })
  for (let n = 0; n < 2; n++) await expect(rebuildProjections(broken, keptLog())).rejects.toBeInstanceOf(StoreUnavailable)
  const second = await serve(store, true)
  await second.projections.caughtUp()
  expect(await dumpReadModels(store)).toEqual(before)
  expect(second.told).toEqual([])
  accepted(await first.registry.execute(toTicket(ticket, 'solve_ticket'), ann))
  await second.projections.caughtUp()
  expect(versionsTold(second)).toEqual([3])
})

it('a live aggregate takes what another server appended before it is looked at again', async () => {
  const store = openMemoryStore()
  const [first, second] = [await serve(store, true), await serve(store, false)]
  const ticket = await createTicket(first.registry)
  await second.registry.ticket(ticket)
  accepted(await first.registry.execute(toTicket(ticket, 'solve_ticket'), ann))
  await second.projections.caughtUp()
  await expect.poll(async () => (await second.registry.ticket(ticket)).head.version).toBe(2)
})
