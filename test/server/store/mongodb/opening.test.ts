import { MongoClient } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { StoreUnavailable, UnusableStore } from '../../../../server/store/errors.ts'
import { openMongoStore, openMongoStoreReadOnly } from '../../../../server/store/mongodb/open-mongodb-store.ts'
import { collect, commitAfter, grow, storedOf, ticket } from '../../../contract/samples.ts'
import { fatedAt, mongoForTests, type Nth, refusal } from './databases.ts'

describe('a MongoDB', () => {
  const t = mongoForTests()

  test.each([
    ['mongodb://127.0.0.1:1', /names no database/],
    ['mongodb://127.0.0.1:1/', /names no database/],
    ['mongodb://127.0.0.1:1/desk?tls=perhaps', /no address of a MongoDB/],
    ['mongodb:///desk', /no address of a MongoDB|names no database/],
  ])('with the address %s is refused at once', async (url, message) => {
    const error = await refusal(openMongoStore({ url }))
    expect(error).toBeInstanceOf(UnusableStore)
    expect(String(error)).toMatch(message)
  })

  test('that isn’t there is unavailable', async () => {
    const error = await refusal(openMongoStore({ url: 'mongodb://127.0.0.1:1/desk?serverSelectionTimeoutMS=200' }))
    expect(error).toBeInstanceOf(StoreUnavailable)
  })

  test.each(['customers', 'tickets', 'sessions', 'schema'])(
    'that another program uses, for its %s, is refused, and not changed',
    async name => {
      const url = t.server.freshUrl()
      await inDatabase(url, database => database.collection(name).insertOne({ name: 'somebody' }))
      const error = await refusal(openMongoStore({ url }))
      expect(error).toBeInstanceOf(UnusableStore)
      expect(String(error)).toContain(`has a collection ${name}, which isn’t Sealdesk’s`)
      expect(await inDatabase(url, async database => (await database.listCollections().toArray()).map(({ name }) => name))).toEqual([name])
      expect(await inDatabase(url, database => database.collection(name).countDocuments())).toBe(1)
    },
  )

  test('in which another server is about to write its mark is ours', async () => {
    const url = t.server.freshUrl()
    await inDatabase(url, database => database.createCollection('schema'))
    await (await openMongoStore({ url })).close()
    await (await openMongoStore({ url })).close()
  })

  test('that a newer version has used is refused', async () => {
    const url = t.server.freshUrl()
    await (await openMongoStore({ url })).close()
    await inDatabase(url, database => database.collection('schema').updateOne({}, { $set: { version: 2 } }))
    for (const open of [openMongoStore, openMongoStoreReadOnly]) {
      const error = await refusal(open({ url }))
      expect(error).toBeInstanceOf(UnusableStore)
      expect(String(error)).toMatch(/newer version of Sealdesk \(schema 2; this one knows 1\)/)
    }
  })

  test('can be opened by several servers at the same first moment', async () => {
    const url = t.server.freshUrl()
    const stores = await Promise.all([1, 2, 3].map(() => openMongoStore({ url })))
    for (const [n, store] of stores.entries()) await grow(store, ticket(n))
    for (const store of stores) await store.close()
  })

  describe('that is only looked at', () => {
    test('must hold a store, and stays without one', async () => {
      const url = t.server.freshUrl()
      const error = await refusal(openMongoStoreReadOnly({ url }))
      expect(error).toBeInstanceOf(UnusableStore)
      expect(String(error)).toMatch(/holds no store of Sealdesk/)
      expect(await inDatabase(url, database => database.listCollections().toArray())).toEqual([])
    })

    test('shows what is there, and passes over what isn’t settled without touching it', async () => {
      const url = t.server.freshUrl()
      const store = await openMongoStore({ url })
      const first = await grow(store, ticket(1))
      const reads = await openMongoStoreReadOnly({ url })
      const death: Nth = { n: null, fate: 'isn’t answered' }
      const dying = await t.events(url, fatedAt(death, { forEver: true }))
      death.n = 3
      const head = { version: 1, hash: first.events[0]?.hash ?? '' }
      await expect(dying.append(commitAfter(ticket(1), head))).rejects.toBeInstanceOf(StoreUnavailable)

      const pending = () => inDatabase(url, database => database.collection('commits').countDocuments({ pending: true }))
      expect(await reads.head(ticket(1))).toEqual(head)
      expect(await collect(reads.chain(ticket(1), 0))).toEqual(storedOf(first))
      expect(await collect(reads.aggregates())).toEqual([{ aggregate: ticket(1), ...head }])
      expect(await reads.newest()).toBe((await reads.events({}, { limit: 5, cursor: null })).items[0]?.position)
      expect(await pending()).toBe(1)
      expect(await store.head(ticket(1))).toMatchObject({ version: 2 })
      expect(await pending()).toBe(0)
      await reads.close()
      await store.close()
      await expect(reads.head(ticket(1))).rejects.toBeInstanceOf(StoreUnavailable)
    })
  })

  test('takes no commit that is longer than its documents can be, and keeps nothing of it', async () => {
    const store = await t.events(await t.fresh())
    const content = 'x'.repeat(60_000)
    const error = await refusal(store.append(commitAfter(ticket(1), null, { events: 300, content })))
    expect(error).toMatchObject({ code: 'too_large' })
    expect(await store.head(ticket(1))).toBeNull()
    expect(await store.append(commitAfter(ticket(1), null, { events: 200, content }))).toEqual({ outcome: 'appended' })
  })
})

async function inDatabase<T>(url: string, work: (database: ReturnType<MongoClient['db']>) => Promise<T>): Promise<T> {
  const client = new MongoClient(url)
  try {
    return await work(client.db())
  } finally {
    await client.close()
  }
}
