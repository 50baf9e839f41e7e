import type { CommandStartedEvent, Document } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { EVENT_COLLECTIONS } from '../../../../server/store/mongodb/event-collections.ts'
import { openEventReads, openMongoEvents } from '../../../../server/store/mongodb/mongo-events.ts'
import { collect, commitAfter, ticket } from '../../../contract/samples.ts'
import { fatedAt, mongoForTests, type Nth } from './databases.ts'

const HEADS_PIECE = 5

describe('the heads of all aggregates', () => {
  const t = mongoForTests()

  test.each([1, 7, 12])('are all there though one commit is pending, in the piece that ticket %i is in', async n => {
    const url = await t.fresh()
    const store = await t.events(url)
    const heads = new Map<number, string>()
    for (let n = 1; n <= 12; n++)
      // The fourth one is longer than a piece.
      for (let version = 1; version <= (n === 4 ? 8 : 1 + (n % 2)); version++) {
        const commit = commitAfter(ticket(n), await store.head(ticket(n)))
        await store.append(commit)
        heads.set(n, `${version} ${commit.events[0]?.hash}`)
      }
    const death: Nth = { n: null, fate: 'isn’t answered' }
    const dying = await t.events(url, fatedAt(death, { forEver: true }))
    const pending = commitAfter(ticket(n), await dying.head(ticket(n)))
    death.n = 3
    await expect(dying.append(pending)).rejects.toBeInstanceOf(StoreUnavailable)

    const reads = openEventReads(await t.connection(url), { headsPiece: HEADS_PIECE })
    const seen = async (from: typeof reads) =>
      (await collect(from.aggregates())).map(({ aggregate, version, hash }) => [aggregate.id, `${version} ${hash}`])
    const expected = () => Array.from(heads, ([n, head]) => [ticket(n).id, head])
    expect(await seen(reads)).toEqual(expected())
    heads.set(n, `${pending.expectedVersion + 1} ${pending.events[0]?.hash}`)
    expect(await seen(await openMongoEvents(await t.connection(url), { headsPiece: HEADS_PIECE }))).toEqual(expected())
  })

  test('and of one are read from an index alone', async () => {
    const url = await t.fresh()
    const connection = await t.connection(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`)
    const store = await openMongoEvents(connection)
    await store.append(commitAfter(ticket(1), null))
    const commands: Document[] = []
    connection.database.client.on('commandStarted', ({ command }: CommandStartedEvent) => commands.push(command))
    await store.head(ticket(1))
    await collect(store.aggregates())
    const indexed = EVENT_COLLECTIONS.flatMap(({ indexes }) => indexes).find(({ name }) => name === 'by_version')?.key
    const finds = commands.filter(({ find }) => find === 'commits')
    expect(finds.length).toBeGreaterThan(1)
    for (const { projection } of finds) {
      const { _id, ...fields } = projection
      expect(_id).toBe(0)
      for (const field of Object.keys(fields)) expect(indexed).toHaveProperty(field)
    }
  })
})
