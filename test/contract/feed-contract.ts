import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { BadCursor, StoreUnavailable, VersionConflict } from '../../server/store/errors.ts'
import type { PositionedEvent, Store } from '../../server/store/store.ts'
import { commitAfter, grow, ticket, versionOf } from './samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

export function describeFeed(open: OpenStore): void {
  describe('the feed', () => {
    const t = eachWithStore(open)

    test('gives every event in order, then waits for what comes', async () => {
      await grow(t.store, ticket(1), { events: 3 })
      const follower = follow(t.store, null)
      await follower.until(3)
      await grow(t.store, ticket(2), { events: 2 })
      await follower.until(5)
      expect(await follower.stop()).toHaveLength(5)
    })

    test('goes on after any cursor, and never gives an empty page', async () => {
      for (let i = 0; i < 12; i++) await grow(t.store, ticket(i % 4))
      const all = await readAll(t.store, null)
      expect(all).toHaveLength(12)
      for (const [i, { position }] of all.entries()) {
        if (i < 11) expect(await readAll(t.store, position)).toEqual(all.slice(i + 1))
      }
    })

    test('has cursors that compare with the newest as strings', async () => {
      expect(await t.store.newest()).toBeNull()
      let before = ''
      for (let i = 0; i < 12; i++) {
        await grow(t.store, ticket(1))
        const newest = (await t.store.newest()) ?? ''
        expect(newest > before).toBe(true)
        before = newest
      }
      expect((await readAll(t.store, null)).at(-1)?.position).toBe(before)
    })

    test('ends without an error when its signal aborts, before, while waiting, and between pages', async () => {
      await grow(t.store, ticket(1))
      expect(await take(t.store.feed(null, AbortSignal.abort()))).toBe(0)
      const waiting = follow(t.store, null)
      await waiting.until(1)
      expect(await waiting.stop()).toHaveLength(1)
      const stop = new AbortController()
      let pages = 0
      for await (const _ of t.store.feed(null, stop.signal)) {
        pages += 1
        stop.abort()
      }
      expect(pages).toBe(1)
    })

    test('tells a waiting follower that the store was closed', async () => {
      await grow(t.store, ticket(1))
      const follower = follow(t.store, null)
      await follower.until(1)
      await t.store.close()
      await expect(follower.ended).rejects.toBeInstanceOf(StoreUnavailable)
    })

    test('refuses a cursor that it never gave out', async () => {
      await expect(take(t.store.feed('yesterday', new AbortController().signal))).rejects.toBeInstanceOf(BadCursor)
    })
  })

  test('the feed skips nothing and keeps each aggregate’s order, however appends fall together', async () => {
    const burst = fc.array(fc.record({ aggregate: fc.nat(4), events: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 12 })
    const { store, close } = await open()
    let run = 0
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(burst, { minLength: 1, maxLength: 6 }), async bursts => {
          // Aggregates of its own for each run, which follows the feed from where the run before left it.
          run += 1
          const from = await store.newest()
          const followers = [follow(store, from)]
          let expected = 0
          for (const appends of bursts) {
            const growing = appends.map(({ aggregate, events }) => growOrLose(store, ticket(run * 10 + aggregate), events))
            expected += (await Promise.all(growing)).reduce((sum, count) => sum + count, 0)
            followers.push(follow(store, from))
          }
          for (const follower of followers) {
            await follower.until(expected)
            checkOrder(await follower.stop(), expected)
          }
        }),
        { numRuns: 30 },
      )
    } finally {
      await close()
    }
  })
}

/** A reader of the feed in the background. */
function follow(store: Store, after: string | null) {
  const stop = new AbortController()
  const seen: PositionedEvent[] = []
  let wake = () => {}
  async function run(): Promise<void> {
    for await (const page of store.feed(after, stop.signal)) {
      expect(page.events.length).toBeGreaterThan(0)
      expect(page.cursor).toBe(page.events.at(-1)?.position)
      seen.push(...page.events)
      wake()
    }
  }
  const ended = run()
  ended.catch(() => {})
  return {
    ended,
    async until(count: number): Promise<void> {
      while (seen.length < count)
        await new Promise<void>(resolve => {
          wake = resolve
        })
    },
    async stop(): Promise<readonly PositionedEvent[]> {
      stop.abort()
      await ended
      return seen
    },
  }
}

async function readAll(store: Store, after: string | null): Promise<readonly PositionedEvent[]> {
  const newest = (await store.newest()) ?? ''
  const stop = new AbortController()
  const all: PositionedEvent[] = []
  for await (const { events, cursor } of store.feed(after, stop.signal)) {
    all.push(...events)
    if (cursor >= newest) stop.abort()
  }
  return all
}

async function take(pages: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of pages) count += 1
  return count
}

/** How many events were appended: none where somebody else was faster. */
async function growOrLose(store: Store, aggregate: Aggregate, events: number): Promise<number> {
  try {
    await store.append(commitAfter(aggregate, await store.head(aggregate), { events }))
    return events
  } catch (error) {
    if (error instanceof VersionConflict) return 0
    throw error
  }
}

function checkOrder(events: readonly PositionedEvent[], expected: number): void {
  expect(new Set(events.map(({ position }) => position)).size).toBe(expected)
  const versions = new Map<string, number>()
  for (const event of events) {
    const { id } = parseHeader(event.header).aggregate
    expect(versionOf(event)).toBe((versions.get(id) ?? 0) + 1)
    versions.set(id, versionOf(event))
  }
}
