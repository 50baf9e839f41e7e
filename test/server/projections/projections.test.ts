import { afterEach, expect, it, vi } from 'vitest'
import { startProjections } from '../../../server/projections/projections.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { FeedPage, Store } from '../../../server/store/store.ts'
import { overlay } from '../../support/stores.ts'
import { createTicket, keptLog, startRegistry } from '../../support/world.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** A store whose feed hands on what `change` makes of each page. */
function withFeed(store: Store, change: (page: FeedPage) => FeedPage): Store {
  return overlay(store, {
    async *feed(after, signal) {
      for await (const page of store.feed(after, signal)) yield change(page)
    },
  })
}

const titlesIn = async (store: Store) => (await store.readModels.listTickets({ sort: 'number' }, { limit: 10, cursor: null })).items.length

it('an event whose header can’t be read doesn’t keep everything after it from the lists', async () => {
  const real = openMemoryStore()
  const registry = startRegistry(real)
  for (let count = 0; count < 3; count++) await createTicket(registry)
  let first = true
  const damaged = withFeed(real, page => {
    const events = page.events.map((event, index) => (first && index === 0 ? { ...event, header: 'no header at all' } : event))
    first = false
    return { ...page, events }
  })
  const log = keptLog()
  const projections = await startProjections(damaged, log)
  await projections.caughtUp()
  expect(await titlesIn(real)).toBe(2)
  expect(log.entries.map(({ level }) => level)).toEqual(['error'])
  await createTicket(registry)
  await projections.caughtUp()
  expect(await titlesIn(real)).toBe(3)
  await projections.close()
})

it('who waits for rows that can’t follow is told so after five seconds, and is served again when they can', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const real = openMemoryStore()
  await createTicket(startRegistry(real))
  let broken = true
  const projections = await startProjections(
    withFeed(real, page => {
      if (broken) throw new StoreUnavailable()
      return page
    }),
    keptLog(),
  )
  const told = expect(projections.caughtUp()).rejects.toMatchObject({ code: 'overloaded' })
  await vi.advanceTimersByTimeAsync(5000)
  await told
  broken = false
  vi.useRealTimers()
  await projections.caughtUp()
  expect(await titlesIn(real)).toBe(1)
  await projections.close()
})
