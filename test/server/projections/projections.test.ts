import { afterEach, expect, it, vi } from 'vitest'
import type { Registry } from '../../../server/actors/registry.ts'
import { createLogger } from '../../../server/logging.ts'
import { Outage } from '../../../server/outage.ts'
import { startProjections } from '../../../server/projections/projections.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { FeedPage, Store } from '../../../server/store/store.ts'
import { ManualTime } from '../../support/manual-time.ts'
import { overlay } from '../../support/stores.ts'
import { accepted, createTicket, keptLog, SYSTEM, startRegistry, toTicket } from '../../support/world.ts'

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

const WAIT = { timeout: 20_000 }
const LEFT_OUT = 'an event could not be projected'

/** A ticket whose title was changed: what its search text is then stands in the events before. */
async function editedTicket(registry: Registry): Promise<string> {
  const ticket = await createTicket(registry)
  accepted(await registry.execute(toTicket(ticket, 'edit_ticket', { title: 'Unheard-of' }), SYSTEM))
  return ticket
}

const foundBy = async (store: Store, text: string) =>
  (await store.readModels.listTickets({ sort: 'number', text }, { limit: 10, cursor: null })).items.length

/** A store in which what an edit needs of the events before it can't be read, whether the rest of it is there or not. */
function unreadable(real: Store) {
  const state = { reads: 0, fails: true, isAway: false }
  const store = overlay(real, {
    async events(...asked) {
      state.reads += 1
      if (state.fails) throw new StoreUnavailable(undefined, new Error('the history is damaged on disk'))
      return real.events(...asked)
    },
    async newest() {
      if (state.isAway) throw new StoreUnavailable()
      return real.newest()
    },
  })
  return Object.assign(state, { store })
}

it('an event isn’t left out because the store was away', async () => {
  const real = openMemoryStore()
  await editedTicket(startRegistry(real))
  const broken = unreadable(real)
  broken.isAway = true
  const log = keptLog()
  const projections = await startProjections(broken.store, log)
  await expect.poll(() => log.entries.length, WAIT).toBeGreaterThan(1)
  Object.assign(broken, { isAway: false, fails: false })
  await projections.caughtUp()
  expect(await foundBy(real, 'unheard')).toBe(1)
  expect(log.entries.map(({ message }) => message)).not.toContain(LEFT_OUT)
  await projections.close()
})

/** Pauses that are over at once, and are written down. */
function shortPauses() {
  const asked: number[] = []
  return { asked, pause: async (ms: number) => void asked.push(ms), minutes: () => asked.reduce((sum, ms) => sum + ms, 0) / 60_000 }
}

it('an event that can’t be read although the store is there is left out after a minute, and keeps nothing after it from the lists', async () => {
  const real = openMemoryStore()
  const registry = startRegistry(real)
  const ticket = await editedTicket(registry)
  await createTicket(registry)
  const broken = unreadable(real)
  const log = keptLog()
  const { asked, pause, minutes } = shortPauses()
  const projections = await startProjections(broken.store, log, undefined, pause)
  await projections.caughtUp()
  expect(await titlesIn(real)).toBe(2)
  expect(broken.reads).toBe(asked.length + 1)
  expect(asked).toEqual(asked.toSorted((a, b) => a - b))
  expect([Math.round(minutes()), asked[0]]).toEqual([1, 500])
  expect(log.entries).toMatchObject([{ level: 'error', message: LEFT_OUT, fields: { aggregate: { id: ticket }, version: 2 } }])
  await projections.close()
})

it('… and what it is about isn’t waited for again: a history that can’t be read holds the lists up once', async () => {
  const real = openMemoryStore()
  const registry = startRegistry(real)
  const [ticket, other] = [await editedTicket(registry), await editedTicket(registry)]
  for (const title of ['Twice', 'Thrice']) accepted(await registry.execute(toTicket(ticket, 'edit_ticket', { title }), SYSTEM))
  const broken = unreadable(real)
  const log = keptLog()
  const { pause, minutes } = shortPauses()
  const projections = await startProjections(broken.store, log, undefined, pause)
  await projections.caughtUp()
  expect(log.entries.map(({ fields }) => 'version' in fields && fields.version)).toEqual([2, 2, 3, 4])
  expect(log.entries.map(({ fields }) => fields)).toMatchObject([ticket, other, ticket, ticket].map(id => ({ aggregate: { id } })))
  expect(Math.round(minutes())).toBe(2)
  await projections.close()
})

it('… and stands in the log, also in that of a server which says of a store that is away so only once', async () => {
  const real = openMemoryStore()
  await editedTicket(startRegistry(real))
  const { store } = unreadable(real)
  const lines: string[] = []
  const time = new ManualTime()
  const outage = new Outage({ log: createLogger('warn', { write: line => void lines.push(line) }), store, ...time })
  const projections = await startProjections(store, outage.log, undefined, shortPauses().pause)
  await projections.caughtUp()
  expect(lines.map(line => JSON.parse(line))).toMatchObject([
    { msg: LEFT_OUT, err: { message: 'the store answers everything else, and not this: the history is damaged on disk' } },
  ])
  await projections.close()
})

it('an event that couldn’t be read for a moment is tried again at once', async () => {
  const real = openMemoryStore()
  await editedTicket(startRegistry(real))
  const broken = unreadable(real)
  const log = keptLog()
  const projections = await startProjections(broken.store, log)
  await expect.poll(() => broken.reads, WAIT).toBe(2)
  broken.fails = false
  await projections.caughtUp()
  expect(await foundBy(real, 'unheard')).toBe(1)
  expect(log.entries).toEqual([])
  await projections.close()
})
