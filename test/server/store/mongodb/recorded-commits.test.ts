import { describe, expect, test } from 'vitest'
import type { PositionedEvent, RecordedCommit, Store } from '../../../../server/store/store.ts'
import { asStored, commitAfter, ticket } from '../../../contract/samples.ts'
import { type Fate, fatedAt, mongoForTests } from './databases.ts'

const HISTORY: readonly RecordedCommit[] = Array.from({ length: 30 }, (_, i) =>
  commitAfter(ticket(i % 12), null, { events: 1 + (i % 3) }),
).filter(({ aggregate }, i, all) => all.findIndex(other => other.aggregate.id === aggregate.id) === i)

async function readFeed(store: Pick<Store, 'feedPage'>): Promise<readonly PositionedEvent[]> {
  const events: PositionedEvent[] = []
  for (let page = await store.feedPage(null); page !== null; page = await store.feedPage(page.cursor)) events.push(...page.events)
  return events
}

describe('commits of another store, with a process that dies at any of its calls', () => {
  const t = mongoForTests()

  test.each(['gets lost', 'isn’t answered'] as const)(
    'are given again and stand in the feed once, in their order, each where it says (a call %s)',
    async (fate: Exclude<Fate, 'passes'>) => {
      let deaths = 0
      for (let n = 1; ; n++) {
        const url = await t.fresh()
        const nth = { n: null as number | null, fate }
        const dying = await t.events(url, fatedAt(nth, { forEver: true }))
        nth.n = n
        const ended = await dying.appendAll(HISTORY).then(
          () => 'done',
          () => 'died',
        )
        const store = await t.events(url)
        const there = await readFeed(store)
        expect(there.map(asStored)).toEqual(HISTORY.flatMap(({ events }) => events.map(asStored)).slice(0, there.length))
        if (ended === 'died') {
          // What is in the feed isn't given again.
          const given = HISTORY.findIndex((_, i) => HISTORY.slice(0, i).flatMap(({ events }) => events).length === there.length)
          await store.appendAll(given === -1 ? [] : HISTORY.slice(given))
          deaths += 1
        }
        const feed = await readFeed(store)
        expect(feed.map(asStored)).toEqual(HISTORY.flatMap(({ events }) => events.map(asStored)))
        const connection = await t.connection(url)
        const commits = await connection.collection('commits').find({}).toArray()
        for (const { events, position } of commits)
          expect(feed[position - 1]).toMatchObject({ hash: events[0].hash, position: String(position).padStart(16, '0') })
        if (ended === 'done') break
      }
      expect(deaths).toBeGreaterThan(2)
    },
  )
})
