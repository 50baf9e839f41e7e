import { expect } from 'vitest'
import { ChainCheck } from '../../../../core/events/chain.ts'
import { parseHeader } from '../../../../core/events/header.ts'
import { StoreUnavailable, VersionConflict } from '../../../../server/store/errors.ts'
import type { EventParts } from '../../../../server/store/mongodb/mongo-events.ts'
import type { Commit, PositionedEvent } from '../../../../server/store/store.ts'
import { collect, commitAfter, ORIGIN, storedOf, ticket, uuid } from '../../../contract/samples.ts'

/** So many tickets are worked on. */
const TICKETS = 4

/** What came of a command. `unknown`: the server couldn't say. */
export type Done = { readonly commit: Commit; readonly answer: 'appended' | 'unknown' | 'conflict' }

/** Appends so many commits to whatever ticket comes, now and then the same one again, as a server would whose answers get lost. */
export async function work(server: EventParts, place: number, count: number): Promise<readonly Done[]> {
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
    // Each command is sent until something is known of it: this is what became of one whose answer got lost.
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

/** Tries as long as the database can't be reached. */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }
}

/** Everything against everything: answers, chains, feed, filters and positions. */
export async function checkAll(store: EventParts, done: readonly Done[], follower: ReturnType<typeof follow>): Promise<void> {
  let appended = 0
  for (const { commit, answer } of done) {
    const outcome = await store.outcome(commit.aggregate, commit.events[0]?.fields.commandId ?? '')
    if (answer === 'appended') expect(outcome).toEqual(storedOf(commit))
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

/** Follows the feed from its beginning, and goes on where the database couldn't be reached. */
export function follow(store: EventParts) {
  const seen: PositionedEvent[] = []
  const stop = new AbortController()
  const ended = (async () => {
    while (!stop.signal.aborted)
      await patiently(async () => {
        for await (const { events } of store.feed(seen.at(-1)?.position ?? null, stop.signal)) seen.push(...events)
      })
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
