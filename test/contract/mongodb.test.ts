import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { openMongoStore } from '../../server/store/mongodb/open-mongodb-store.ts'
import { HAS_MONGO, type MongoServer, NO_MONGO, startMongo } from '../support/mongodb.ts'
import { describeStore } from './store-contract.ts'

// The stand-in for a database is slow, and two such files may run beside each other.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 })

let server: MongoServer | null = null

beforeAll(async () => {
  if (HAS_MONGO) server = await startMongo()
})
beforeEach(({ skip }) => skip(!HAS_MONGO, NO_MONGO))
afterAll(() => server?.close())

describeStore('MongoDB', async () => {
  if (server === null) throw new Error(NO_MONGO)
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
