import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openMongoStore } from '../../../server/store/mongodb/open-mongodb-store.ts'
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { HAS_MONGO, type MongoServer, NO_MONGO, startMongo } from '../../support/mongodb.ts'
import { tempFolder } from '../store/sqlite/temp-store.ts'
import { type AnchoredStore, copyOf, makeAnchoredStore, storeFile } from '../verification/anchored-store.ts'
import { bundlesOf, copyInto, copyWhole, dyingAtWrite, expectSame } from './copied.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let server: MongoServer | null = null
let made: AnchoredStore | null = null
const opened: Store[] = []

beforeAll(async () => {
  if (!HAS_MONGO) return
  server = await startMongo()
  made = await makeAnchoredStore()
})
beforeEach(({ skip }) => skip(!HAS_MONGO, NO_MONGO))
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})
afterAll(async () => {
  await server?.close()
  await made?.remove()
})

async function kept(opening: Promise<Store>): Promise<Store> {
  const store = await opening
  opened.push(store)
  return store
}

async function anchored(): Promise<Store> {
  if (made === null) throw new Error(NO_MONGO)
  return kept(openSqliteStore({ file: storeFile(await copyOf(made.folder)) }))
}

function freshUrl(): string {
  if (server === null) throw new Error(NO_MONGO)
  return server.freshUrl()
}

describe('a copy to MongoDB', () => {
  test('and back to SQLite is the same, with the same bundles from all three', async () => {
    const source = await anchored()
    const mongo = await kept(openMongoStore({ url: freshUrl() }))
    await copyWhole(mongo, source)
    await expectSame(mongo, source)
    const back = await kept(openSqliteStore({ file: join(await tempFolder(), 'back.db') }))
    await copyWhole(back, mongo)
    await expectSame(back, source)
    expect([...(await bundlesOf(mongo)).values()].filter(text => text.startsWith('{"format"')).length).toBeGreaterThan(2)
  })

  test('that is killed now and then, and opened anew each time, is the same in the end', async () => {
    const source = await anchored()
    const url = freshUrl()
    for (const [n, last] of [
      [1, 'done'],
      [3, 'half'],
      [4, 'lost'],
      [7, 'half'],
      [9, 'done'],
      [12, 'half'],
      [15, 'lost'],
    ] as const) {
      const target = await openMongoStore({ url })
      const dying = dyingAtWrite(target, n, last)
      await copyInto(dying.store, source).catch(error => expect(error).toMatchObject({ code: 'store_unavailable' }))
      await target.close()
    }
    const target = await kept(openMongoStore({ url }))
    await copyWhole(target, source)
    await expectSame(target, source)
  })
})
