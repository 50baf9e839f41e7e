import { expect, test } from 'vitest'
import { GuardRevoked, StoreUnavailable } from '../../../../server/store/errors.ts'
import type { EventParts } from '../../../../server/store/mongodb/mongo-events.ts'
import type { Commit, PositionedEvent } from '../../../../server/store/store.ts'
import { asStored, collect, commitAfter, storedOf, ticket, uuid } from '../../../contract/samples.ts'
import { type Death, dying, mongoForTests } from './databases.ts'

const t = mongoForTests()

const SNAPSHOT = { hash: 'a'.repeat(64), machine: 1, state: '{"title":"secret"}' }

test('wherever a server dies in a commit that erases and has a guard, others find all of it or nothing', async () => {
  const url = await t.fresh()
  const healthy = await t.events(url)
  let [n, appended, deaths] = [1, false, 0]
  for (; !appended; n++) {
    for (const when of ['before', 'after'] as const) {
      const aggregate = ticket(n * 2 + (when === 'before' ? 0 : 1))
      const death: Death = { n: null, when }
      const server = await t.events(url, dying(death))
      const before = commitAfter(aggregate, null, { events: 3 })
      await server.append(before)
      await server.saveSnapshot(aggregate, { ...SNAPSHOT, version: 3 })
      const guard = `${uuid(n)}/${when}`
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

test('what a server that died has left is settled by the next one that starts', async () => {
  const url = await t.fresh()
  const death: Death = { n: null, when: 'after' }
  const server = await t.events(url, dying(death))
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
  const death: Death = { n: null, when: 'after' }
  const server = await t.events(url, dying(death))
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
  const death: Death = { n: null, when: 'after' }
  const server = await t.events(url, dying(death))
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
