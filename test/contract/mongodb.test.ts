import { afterAll, beforeAll } from 'vitest'
import { openMongoStore } from '../../server/store/mongodb/open-mongodb-store.ts'
import { type MongoServer, startMongo } from '../support/mongodb.ts'
import { describeStore } from './store-contract.ts'

let server: MongoServer

beforeAll(async () => {
  server = await startMongo()
}, 300_000)
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
