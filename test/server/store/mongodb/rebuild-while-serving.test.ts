import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { startProjections } from '../../../../server/projections/projections.ts'
import { rebuildProjections } from '../../../../server/projections/rebuild.ts'
import { openMongoStore } from '../../../../server/store/mongodb/open-mongodb-store.ts'
import { dumpReadModels } from '../../../support/read-model-dump.ts'
import { accepted, createTicket, keptLog, member, startRegistry, toTicket } from '../../../support/world.ts'
import { mongoForTests } from './databases.ts'

const t = mongoForTests()

test('lists are made anew while servers go on, and are complete in the end', async () => {
  const url = t.server.freshUrl()
  const stores = [await openMongoStore({ url }), await openMongoStore({ url }), await openMongoStore({ url })] as const
  const [first, second, rebuilding] = stores
  const leader = await startProjections(first, keptLog(), { isHolder: () => true })
  const other = await startProjections(second, keptLog(), { isHolder: () => false })
  const registry = startRegistry(first)
  const ann = member(randomUUID())
  const tickets: string[] = []
  for (let n = 0; n < 8; n++) tickets.push(await createTicket(registry))
  await leader.caughtUp()

  const rebuilt = rebuildProjections(rebuilding, keptLog())
  for (const ticket of tickets) accepted(await registry.execute(toTicket(ticket, 'add_label', { label: 'meanwhile' }), ann))
  await rebuilt
  for (const ticket of tickets) accepted(await registry.execute(toTicket(ticket, 'add_label', { label: 'afterwards' }), ann))
  const newest = await first.newest()
  for (const projections of [leader, other]) await expect.poll(() => projections.cursor(), { timeout: 20_000 }).toBe(newest)
  expect(await second.readModels.cursor()).toBe(newest)
  expect(await second.readModels.labels()).toEqual(['afterwards', 'meanwhile'].map(label => ({ label, tickets: 8 })))

  const written = await dumpReadModels(second)
  await Promise.all([leader.close(), other.close(), registry.close()])
  await rebuildProjections(rebuilding, keptLog())
  expect(await dumpReadModels(second)).toEqual(written)
  for (const store of stores) await store.close()
})

test('who writes the lists begins anew with a rebuild that was broken off, though it was asked meanwhile how far they are', async () => {
  const url = t.server.freshUrl()
  const [first, rebuilding] = [await openMongoStore({ url }), await openMongoStore({ url })]
  const leader = await startProjections(first, keptLog(), { isHolder: () => true })
  const registry = startRegistry(first)
  const tickets = [await createTicket(registry), await createTicket(registry)]
  await leader.caughtUp()

  await rebuilding.readModels.clear()
  // As it is asked after each epoch, before the map is pruned.
  expect(await first.readModels.cursor()).toBeNull()
  accepted(await registry.execute(toTicket(tickets[0] ?? '', 'add_label', { label: 'meanwhile' }), member(randomUUID())))
  const newest = await first.newest()
  await expect.poll(() => rebuilding.readModels.cursor(), { timeout: 20_000 }).toBe(newest)

  const written = await dumpReadModels(rebuilding)
  await Promise.all([leader.close(), registry.close()])
  await rebuildProjections(rebuilding, keptLog())
  expect(written).toEqual(await dumpReadModels(rebuilding))
  for (const store of [first, rebuilding]) await store.close()
})
