import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { tempFolder } from '../store/sqlite/temp-store.ts'
import { type AnchoredStore, copyOf, makeAnchoredStore, storeFile } from '../verification/anchored-store.ts'
import { bundlesOf, copyWhole, expectSame } from './copied.ts'

let made: AnchoredStore
beforeAll(async () => {
  made = await makeAnchoredStore()
}, 120_000)
afterAll(() => made.remove())

async function anchored(): Promise<Store> {
  const store = await openSqliteStore({ file: storeFile(await copyOf(made.folder)) })
  onTestFinished(() => store.close())
  return store
}

async function sqlite(): Promise<Store> {
  const store = await openSqliteStore({ file: join(await tempFolder(), 'copy.db') })
  onTestFinished(() => store.close())
  return store
}

describe('a copy', () => {
  test('of an anchored log holds the same, byte by byte, from SQLite to memory and back', async () => {
    const source = await anchored()
    const memory = openMemoryStore()
    await copyWhole(memory, source)
    await expectSame(memory, source)
    const back = await sqlite()
    await copyWhole(back, memory)
    await expectSame(back, source)
    const bundles = [...(await bundlesOf(back)).values()]
    expect(bundles.filter(text => text.startsWith('{"format"')).length).toBeGreaterThan(2)
  }, 60_000)
})
