import { afterAll, beforeAll, vi } from 'vitest'
import { openMongoStore } from '../../server/store/mongodb/open-mongodb-store.ts'
import { type MongoServer, startMongo } from '../support/mongodb.ts'
import { describeStore } from './store-contract.ts'

// The stand-in for a database is slow, and two such files may run beside each other.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 })

let server: MongoServer

beforeAll(async () => {
  server = await startMongo()
})
afterAll(() => server.close())

describeStore('MongoDB', async () => {
  const url = server.freshUrl()
  let store = await openMongoStore({ url })
  return {
    store,
    async reopen() {
      await store.close()
      store = await openMongoStore({ url })
      return store
    },
    close: () => store.close(),
  }
})
