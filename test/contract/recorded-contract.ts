import { describe, expect, test } from 'vitest'
import { parseHeader } from '../../core/events/header.ts'
import { VersionConflict } from '../../server/store/errors.ts'
import type { Commit, PositionedEvent, RecordedCommit, Store } from '../../server/store/store.ts'
import { asStored, collect, commitAfter, grow, storedOf, ticket, uuid } from './samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

/** A history of some chains that grow in turns, in commits of one to three events; some content is erased. */
function recordedHistory(commits: number, chains = 7): readonly RecordedCommit[] {
  const heads = new Map<number, Commit>()
  return Array.from({ length: commits }, (_, i) => {
    const n = 1 + ((i * i) % chains)
    const last = heads.get(n)?.events.at(-1)
    const head = last === undefined ? null : { version: last.fields.version, hash: last.hash }
    const commit = commitAfter(ticket(n), head, { events: 1 + (i % 3), actor: uuid(i % 4) })
    heads.set(n, commit)
    const { aggregate, expectedVersion, events } = commit
    return { aggregate, expectedVersion, events: events.map(event => (i % 5 === 0 ? { ...event, salt: null, content: null } : event)) }
  })
}

async function readFeed(store: Store): Promise<readonly PositionedEvent[]> {
  const events: PositionedEvent[] = []
  for (let page = await store.feedPage(null); page !== null; page = await store.feedPage(page.cursor)) events.push(...page.events)
  return events
}

function eventsOf(commits: readonly RecordedCommit[]) {
  return commits.flatMap(({ events }) => events.map(asStored))
}

export function describeRecordedCommits(open: OpenStore): void {
  describe('commits of another store', () => {
    const t = eachWithStore(open)

    test('stand in the feed in their order, and in their chains', async () => {
      const history = recordedHistory(450)
      await t.store.appendAll(history.slice(0, 130))
      await t.store.appendAll([])
      await t.store.appendAll(history.slice(130))
      const feed = await readFeed(t.store)
      expect(feed.map(asStored)).toEqual(eventsOf(history))
      expect(await t.store.newest()).toBe(feed.at(-1)?.position)
      for (let n = 1; n <= 7; n++) {
        const own = eventsOf(history.filter(({ aggregate }) => aggregate.id === ticket(n).id))
        expect(await collect(t.store.chain(ticket(n), 0))).toEqual(own)
        expect((await t.store.head(ticket(n)))?.hash).toBe(own.at(-1)?.hash)
      }
    })

    test('are found by their commands, actors and aggregates, as those that were appended here', async () => {
      const history = recordedHistory(20)
      await t.store.appendAll(history)
      for (const { aggregate, events } of history)
        expect(await t.store.outcome(aggregate, events[0]?.fields.commandId ?? '')).toEqual(events.map(asStored))
      const { items } = await t.store.events({ actor: uuid(2), aggregate: ticket(3) }, { limit: 100, cursor: null })
      const own = history.filter(({ aggregate }) => aggregate.id === ticket(3).id)
      expect(items.map(asStored).reverse()).toEqual(eventsOf(own).filter(({ header }) => parseHeader(header).actor.id === uuid(2)))
      const seen = await collect(t.store.aggregates())
      expect(new Set(seen.map(({ aggregate }) => aggregate.id))).toEqual(new Set(history.map(({ aggregate }) => aggregate.id)))
    })

    test('are gone on from as usual', async () => {
      const history = recordedHistory(20)
      await t.store.appendAll(history)
      const next = await grow(t.store, ticket(2))
      expect((await readFeed(t.store)).at(-1)).toMatchObject(storedOf(next)[0] ?? {})
      const [repeated] = history
      if (repeated === undefined) throw new Error('there is a history')
      expect(await t.store.append({ ...repeated, erase: [], guard: null })).toMatchObject({ outcome: 'duplicate' })
    })

    test('are recorded up to the first one that doesn’t follow its chain', async () => {
      const history = recordedHistory(12)
      const [first, ...rest] = history
      const stuck = rest.findIndex(({ aggregate }) => aggregate.id === first?.aggregate.id)
      await expect(t.store.appendAll(rest)).rejects.toThrow(VersionConflict)
      expect((await readFeed(t.store)).map(asStored)).toEqual(eventsOf(rest.slice(0, stuck)))
      await t.store.appendAll(history.slice(0, 1))
      const again = await t.store.appendAll(rest.slice(0, 1)).catch(error => error)
      expect(again).toBeInstanceOf(VersionConflict)
      expect(again.head).toEqual(await t.store.head(rest[0]?.aggregate ?? ticket(0)))
      await t.store.appendAll(rest.slice(stuck))
      expect(await readFeed(t.store)).toHaveLength(eventsOf(history).length)
    })

    test('aren’t taken where a commit begins within another one', async () => {
      const whole = commitAfter(ticket(1), null, { events: 3 })
      await t.store.appendAll([whole])
      await expect(t.store.appendAll([{ ...whole, expectedVersion: 1, events: whole.events.slice(1) }])).rejects.toThrow(VersionConflict)
      expect(await t.store.chainPage(ticket(1), 0, 10)).toEqual(storedOf(whole))
    })

    test('reach those who follow the feed', async () => {
      const stop = new AbortController()
      const followed = (async () => {
        for await (const page of t.store.feed(null, stop.signal)) return page.events.length
        return 0
      })()
      await t.store.appendAll(recordedHistory(3))
      expect(await followed).toBeGreaterThan(0)
      stop.abort()
    })
  })

  describe('a page of the feed', () => {
    const t = eachWithStore(open)

    test('is what follows a cursor, and null at the end', async () => {
      expect(await t.store.feedPage(null)).toBeNull()
      await grow(t.store, ticket(1), { events: 3 })
      const page = await t.store.feedPage(null)
      expect(page?.events).toHaveLength(3)
      expect(page?.cursor).toBe(await t.store.newest())
      const second = page?.events[1]
      expect((await t.store.feedPage(second?.position ?? null))?.events).toEqual(page?.events.slice(2))
      expect(await t.store.feedPage(page?.cursor ?? null)).toBeNull()
    })
  })
}
