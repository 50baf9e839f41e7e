import { expect, test } from 'vitest'
import { GuardRevoked, StoreUnavailable } from '../../../../server/store/errors.ts'
import type { EventParts } from '../../../../server/store/mongodb/mongo-events.ts'
import type { Commit, PositionedEvent } from '../../../../server/store/store.ts'
import { asStored, collect, commitAfter, storedOf, ticket, uuid } from '../../../contract/samples.ts'
import { type Fate, fated, fatedAt, mongoForTests, type Nth } from './databases.ts'

const t = mongoForTests()

/** Two reads, the insert, the guard, the place in the feed, the mark. */
const CALLS_OF_A_COMMIT = 6
const CALL_OF_THE_GUARD = 4
const FATES = ['gets lost', 'isn’t answered'] as const
const SNAPSHOT = { hash: 'a'.repeat(64), machine: 1, state: '{"title":"secret"}' }

test('wherever a server dies in a commit that erases and has a guard, others find all of it or nothing', async () => {
  const url = await t.fresh()
  const healthy = await t.events(url)
  let [n, appended, deaths] = [1, false, 0]
  for (; !appended; n++) {
    for (const fate of FATES) {
      const aggregate = ticket(n * 2 + FATES.indexOf(fate))
      const death: Nth = { n: null, fate }
      const server = await t.events(url, fatedAt(death, { forEver: true }))
      const before = commitAfter(aggregate, null, { events: 3 })
      await server.append(before)
      await server.saveSnapshot(aggregate, { ...SNAPSHOT, version: 3 })
      const guard = `${uuid(n)}/${fate}`
      const commit = commitAfter(aggregate, { version: 3, hash: before.events[2]?.hash ?? '' }, { events: 2, erase: [2], guard })

      death.n = n
      const answer: unknown = await server.append(commit).catch(error => error)
      appended = !(answer instanceof StoreUnavailable)
      if (!appended) deaths++
      await expectAllOrNothing(healthy, before, commit, appended)
    }
  }
  expect(deaths).toBeGreaterThan(10)
})

test('whichever call of a commit fails, the server that goes on knows what became of it', async () => {
  const url = await t.fresh()
  const healthy = await t.events(url)
  let [n, unharmed, kept] = [1, false, 0]
  for (; !unharmed; n++) {
    for (const fate of FATES) {
      const aggregate = ticket(n * 2 + FATES.indexOf(fate))
      const mishap: Nth = { n: null, fate }
      const server = await t.events(url, fatedAt(mishap, { forEver: false }))
      const commit = commitAfter(aggregate, null, { guard: `${uuid(n)}/${fate}` })
      mishap.n = n
      const answer: unknown = await server.append(commit).catch(error => error)
      mishap.n = null
      if (answer instanceof StoreUnavailable) expect(await server.append(commit)).toHaveProperty('outcome')
      else expect(answer).toEqual({ outcome: 'appended' })
      if (!(answer instanceof StoreUnavailable)) kept++
      for (const store of [server, healthy]) {
        expect(await collect(store.chain(aggregate, 0))).toEqual(storedOf(commit))
        expect((await feedOf(store)).filter(({ header }) => header.includes(aggregate.id)).map(asStored)).toEqual(storedOf(commit))
      }
      unharmed = n > CALLS_OF_A_COMMIT
    }
  }
  // An insert is sent again, and so is a place in the feed; a mark that is missing is made up for.
  expect(kept).toBeGreaterThanOrEqual(6)
})

test('a commit that another server settled meanwhile is not placed a second time', async () => {
  const url = await t.fresh()
  const other = await t.events(url)
  const hold = holding()
  const server = await t.events(url, hold.around)
  const commit = commitAfter(ticket(1), null, { guard: 'a place' })
  hold.from(CALL_OF_THE_GUARD)
  const appending = server.append(commit)
  await expect.poll(() => hold.isHolding).toBe(true)
  expect(await other.head(ticket(1))).toEqual({ version: 1, hash: commit.events[0]?.hash })
  expect(await server.newest()).not.toBeNull()
  hold.release()
  expect(await appending).toEqual({ outcome: 'appended' })
  expect((await feedOf(other)).map(asStored)).toEqual(storedOf(commit))
})

test('a commit is settled itself also where the one before it is still being settled here, and was elsewhere', async () => {
  const url = await t.fresh()
  const other = await t.events(url)
  const death: Nth = { n: null, fate: 'isn’t answered' }
  const dead = await t.events(url, fatedAt(death, { forEver: true }))
  const hold = holding()
  const server = await t.events(url, hold.around)
  death.n = 3
  const first = commitAfter(ticket(1), null)
  await expect(dead.append(first)).rejects.toBeInstanceOf(StoreUnavailable)
  // It reads, reads the whole commit, looks for its place, gives it one, and is held before it marks it.
  hold.from(5)
  const reading = server.head(ticket(1))
  await expect.poll(() => hold.isHolding).toBe(true)
  const head = await other.head(ticket(1))
  const second = commitAfter(ticket(1), head)
  expect(await server.append(second)).toEqual({ outcome: 'appended' })
  const pending = (await t.connection(url)).collection('commits').countDocuments({ pending: true })
  expect(await pending).toBe(0)
  hold.release()
  expect(await reading).not.toBeNull()
  expect((await feedOf(other)).map(asStored)).toEqual(storedOf(first, second))
})

test('what a server that died has left is settled by the next one that starts', async () => {
  const url = await t.fresh()
  const death: Nth = { n: null, fate: 'isn’t answered' }
  const server = await t.events(url, fatedAt(death, { forEver: true }))
  // Two reads, then the insert.
  death.n = 3
  const commit = commitAfter(ticket(1), null)
  await expect(server.append(commit)).rejects.toBeInstanceOf(StoreUnavailable)
  const next = await t.events(url)
  expect(await next.newest()).not.toBeNull()
  expect((await feedOf(next)).map(asStored)).toEqual(storedOf(commit))
})

test('what a server that died has left is settled by those that go on, without anybody asking for it', async () => {
  const url = await t.fresh()
  const other = await t.events(url)
  const stop = new AbortController()
  const death: Nth = { n: null, fate: 'isn’t answered' }
  const server = await t.events(url, fatedAt(death, { forEver: true }))
  death.n = 3
  const commit = commitAfter(ticket(1), null)
  const heard = (async () => {
    for await (const { events } of other.feed(null, stop.signal)) return events.map(asStored)
    return []
  })()
  await expect(server.append(commit)).rejects.toBeInstanceOf(StoreUnavailable)
  expect(await heard).toEqual(storedOf(commit))
  stop.abort()
})

test('a commit whose guard was revoked while its server was dead is taken back by whoever meets it', async () => {
  const url = await t.fresh()
  const other = await t.events(url)
  const death: Nth = { n: null, fate: 'isn’t answered' }
  const server = await t.events(url, fatedAt(death, { forEver: true }))
  death.n = 3
  const commit = commitAfter(ticket(1), null, { guard: 'a place' })
  await expect(server.append(commit)).rejects.toBeInstanceOf(StoreUnavailable)
  expect(await other.revoke('a place')).toBe(true)
  expect(await other.head(ticket(1))).toBeNull()
  expect(await collect(other.chain(ticket(1), 0))).toEqual([])
  await expect(other.append(commit)).rejects.toBeInstanceOf(GuardRevoked)
  expect(await other.append({ ...commit, guard: null })).toEqual({ outcome: 'appended' })
  expect((await feedOf(other)).map(asStored)).toEqual(storedOf(commit))
})

/** A connection on which one call waits until it is released. */
function holding() {
  let [count, at, isHolding, release] = [0, 0, false, () => {}]
  const released = new Promise<Fate>(resolve => {
    release = () => resolve('passes')
  })
  return {
    around: fated(() => {
      count += 1
      if (count !== at) return 'passes'
      isHolding = true
      return released
    }),
    /** The n-th call from now on. */
    from(n: number) {
      at = count + n
    },
    get isHolding() {
      return isHolding
    },
    release: () => release(),
  }
}

async function expectAllOrNothing(store: EventParts, before: Commit, commit: Commit, appended: boolean): Promise<void> {
  const { aggregate } = commit
  const stored = storedOf(before)
  const erased = stored.map((event, i) => (i === 1 ? { ...event, salt: null, content: null } : event))
  const outcome = await store.outcome(aggregate, commit.events[0]?.fields.commandId ?? '')
  const ofAggregate = async () => (await store.events({ aggregate }, { limit: 10, cursor: null })).items.map(asStored).reverse()
  if (outcome.length > 0) {
    expect(outcome).toEqual(storedOf(commit))
    expect(await collect(store.chain(aggregate, 0))).toEqual([...erased, ...storedOf(commit)])
    expect(await ofAggregate()).toEqual([...erased, ...storedOf(commit)])
    expect(await store.head(aggregate)).toEqual({ version: 5, hash: commit.events[1]?.hash })
    expect(await store.snapshot(aggregate)).toBeNull()
    expect(await store.revoke(commit.guard ?? '')).toBe(false)
    expect(await store.append(commit)).toMatchObject({ outcome: 'duplicate' })
  } else {
    expect(appended).toBe(false)
    expect(await collect(store.chain(aggregate, 0))).toEqual(stored)
    expect(await ofAggregate()).toEqual(stored)
    expect(await store.head(aggregate)).toEqual({ version: 3, hash: before.events[2]?.hash })
    expect(await store.snapshot(aggregate)).not.toBeNull()
    expect(await store.append(commit)).toEqual({ outcome: 'appended' })
  }
  const inFeed = (await feedOf(store)).filter(({ header }) => header.includes(aggregate.id)).map(asStored)
  expect(inFeed).toEqual([...erased, ...storedOf(commit)])
}

async function feedOf(store: EventParts): Promise<readonly PositionedEvent[]> {
  const newest = (await store.newest()) ?? ''
  const stop = new AbortController()
  const all: PositionedEvent[] = []
  for await (const { events, cursor } of store.feed(null, stop.signal)) {
    all.push(...events)
    if (cursor >= newest) stop.abort()
  }
  return all
}
