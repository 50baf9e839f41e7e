import { describe, expect, test } from 'vitest'
import { ChainCheck } from '../../../../core/events/chain.ts'
import { parseHeader } from '../../../../core/events/header.ts'
import { StoreUnavailable, VersionConflict } from '../../../../server/store/errors.ts'
import type { EventParts } from '../../../../server/store/mongodb/mongo-events.ts'
import type { Commit, PositionedEvent } from '../../../../server/store/store.ts'
import { collect, commitAfter, ORIGIN, storedOf, ticket, uuid, versionOf } from '../../../contract/samples.ts'
import { seededRandom } from '../../../support/seeded-random.ts'
import { losing, mongoForTests } from './databases.ts'

const TICKETS = 4

describe('several servers on one database', () => {
  const t = mongoForTests()

  test('append to the same tickets without losing, doubling or reordering anything', async () => {
    const url = await t.fresh()
    const servers = await Promise.all([1, 2, 3].map(() => t.events(url)))
    const follower = follow(await t.events(url))
    const done = await Promise.all(servers.map((server, place) => work(server, place, 25)))
    await checkAll(await t.events(url), done.flat(), follower)
  })

  test.each([1, 2, 3])('do so also where calls and answers get lost (seed %i)', async seed => {
    const url = await t.fresh()
    const random = seededRandom(seed)
    const healthy = await t.events(url)
    const follower = follow(healthy)
    const servers = await Promise.all([1, 2, 3].map(() => openThrough(() => t.events(url, losing(random, 0.1)))))
    const done = await Promise.all(servers.map((server, place) => work(server, place, 20)))
    expect(done.flat().some(({ answer }) => answer === 'unknown')).toBe(true)
    await checkAll(healthy, done.flat(), follower)
  })

  test('hear of each other’s commits', async () => {
    const url = await t.fresh()
    const [a, b] = [await t.events(url), await t.events(url)]
    const follower = follow(b)
    for (let n = 1; n <= 3; n++) {
      await a.append(commitAfter(ticket(n), null))
      await expect.poll(() => follower.seen.length, { timeout: 20_000 }).toBe(n)
    }
    await follower.stop()
  })

  test('give every number once', async () => {
    const url = await t.fresh()
    const servers = await Promise.all([1, 2, 3].map(() => t.events(url)))
    const numbers = (await Promise.all(servers.flatMap(server => Array.from({ length: 10 }, () => server.nextNumber())))).sort(
      (a, b) => a - b,
    )
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
  })

  test('keep no snapshot that was made before content was erased', async () => {
    const url = await t.fresh()
    const [a, b] = [await t.events(url), await t.events(url)]
    const first = commitAfter(ticket(1), null, { events: 2 })
    await a.append(first)
    const made = { version: 2, hash: first.events[1]?.hash ?? '', machine: 1, state: '{"title":"secret"}' }
    await b.saveSnapshot(ticket(1), made)
    const erasing = commitAfter(ticket(1), { version: 2, hash: made.hash }, { erase: [1] })
    await a.append(erasing)
    await b.saveSnapshot(ticket(1), made)
    expect(await a.snapshot(ticket(1))).toBeNull()
    const later = { ...made, version: 3, hash: erasing.events[0]?.hash ?? '', state: '{}' }
    await b.saveSnapshot(ticket(1), later)
    expect(await a.snapshot(ticket(1))).toEqual(later)
  })
})

type Done = { readonly commit: Commit; readonly answer: 'appended' | 'unknown' | 'conflict' }

/** Appends so many commits to whatever ticket comes, now and then the same one again, as a server would whose answers get lost. */
async function work(server: EventParts, place: number, count: number): Promise<readonly Done[]> {
  const done: Done[] = []
  while (done.length < count) {
    const aggregate = ticket(((done.length * 7 + place) % TICKETS) + 1)
    const head = await patiently(() => server.head(aggregate))
    const guard = done.length % 3 === 0 ? `${uuid(place)}/${done.length}` : undefined
    const options = { events: 1 + (done.length % 3), commandId: commandOf(place, done.length), ...(guard === undefined ? {} : { guard }) }
    const commit = commitAfter(aggregate, head, options)
    const answer = await answerTo(server, commit)
    if (answer === 'conflict') continue
    done.push({ commit, answer })
  }
  return done
}

async function answerTo(server: EventParts, commit: Commit): Promise<Done['answer']> {
  try {
    const { outcome } = await server.append(commit)
    // A command of ours that isn't new is one that we were told nothing of, under the same id.
    return outcome === 'duplicate' ? 'unknown' : 'appended'
  } catch (error) {
    if (error instanceof VersionConflict) return 'conflict'
    if (error instanceof StoreUnavailable) return 'unknown'
    throw error
  }
}

function commandOf(place: number, n: number): string {
  return `d0000000-0000-4000-8000-${String(place * 1000 + n).padStart(12, '0')}`
}

async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }
}

function openThrough(open: () => Promise<EventParts>): Promise<EventParts> {
  return patiently(open)
}

/** Everything against everything: answers, chains, feed, filters and positions. */
async function checkAll(store: EventParts, done: readonly Done[], follower: ReturnType<typeof follow>): Promise<void> {
  let appended = 0
  for (const { commit, answer } of done) {
    const outcome = await store.outcome(commit.aggregate, commit.events[0]?.fields.commandId ?? '')
    if (answer === 'appended') expect(outcome).toEqual(storedOf(commit))
    // A conflict may have hidden that an earlier commit of this command is there.
    appended += outcome.length
  }
  const inChains = new Map<string, readonly PositionedEvent['header'][]>()
  for (let n = 1; n <= TICKETS; n++) {
    const chain = await collect(store.chain(ticket(n), 0))
    const check = new ChainCheck({ origin: ORIGIN, aggregate: ticket(n) })
    for (const event of chain) expect(check.add(event)).toBeNull()
    expect(await store.head(ticket(n))).toEqual(chain.length === 0 ? null : { version: chain.length, hash: chain.at(-1)?.hash })
    inChains.set(
      ticket(n).id,
      chain.map(({ header }) => header),
    )
  }
  expect([...inChains.values()].flat()).toHaveLength(appended)

  await expect.poll(() => follower.seen.length, { timeout: 20_000 }).toBe(appended)
  const seen = await follower.stop()
  expect(seen.map(({ position }) => Number(position))).toEqual(Array.from({ length: appended }, (_, i) => i + 1))
  for (const [id, headers] of inChains)
    expect(seen.map(({ header }) => header).filter(header => parseHeader(header).aggregate.id === id)).toEqual(headers)
  expect(seen.map(versionOf).every(version => version > 0)).toBe(true)
  expect(await everyEvent(store)).toEqual([...seen].reverse())
  expect(await store.newest()).toBe(seen.at(-1)?.position)
}

async function everyEvent(store: EventParts): Promise<readonly PositionedEvent[]> {
  const all: PositionedEvent[] = []
  let cursor: string | null = null
  do {
    const page = await store.events({}, { limit: 30, cursor })
    all.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return all
}

function follow(store: EventParts) {
  const seen: PositionedEvent[] = []
  const stop = new AbortController()
  const ended = (async () => {
    for await (const { events } of store.feed(null, stop.signal)) seen.push(...events)
  })()
  ended.catch(() => {})
  return {
    seen,
    async stop() {
      stop.abort()
      await ended
      return seen
    },
  }
}
