import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { builders } from '../../../cli/builders.ts'
import { allCommands } from '../../../cli/commands/all.ts'
import { runLine } from '../../../cli/run.ts'
import { openMongoStore } from '../../../server/store/mongodb/open-mongodb-store.ts'
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { keptTerminal } from '../../cli/kept-terminal.ts'
import { HAS_MONGO, type MongoServer, NO_MONGO, startMongo } from '../../support/mongodb.ts'
import { tempFolder } from '../store/sqlite/temp-store.ts'
import { type AnchoredStore, copyOf, environmentOf, makeAnchoredStore, storeFile } from '../verification/anchored-store.ts'
import { bundlesOf, copyInto, copyWhole, dyingAtWrite, expectSame } from './copied.ts'

const LAST_WRITES = ['half', 'lost', 'done'] as const

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
  return kept(openSqliteStore({ file: storeFile(await anchoredFolder()) }))
}

function anchoredFolder(): Promise<string> {
  if (made === null) throw new Error(NO_MONGO)
  return copyOf(made.folder)
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
    // Later and later in a run, until one has fewer writes left than that.
    for (let kills = 0; ; kills++) {
      const target = await openMongoStore({ url })
      const dying = dyingAtWrite(target, 1 + Math.floor(kills / 2), LAST_WRITES[kills % LAST_WRITES.length] ?? 'done')
      const ended = await copyInto(dying.store, source).then(
        () => 'copied',
        (error: unknown) => error,
      )
      await target.close()
      if (!dying.died) {
        expect(ended).toBe('copied')
        expect(kills).toBeGreaterThan(10)
        break
      }
      expect(ended).toMatchObject({ code: 'store_unavailable' })
    }
    const target = await kept(openMongoStore({ url }))
    await copyWhole(target, source)
    await expectSame(target, source)
  })
})

describe('sealdesk copy', () => {
  test('moves a log to MongoDB and back to a file, each of them holds, and every ticket’s bundle stays the same file', async () => {
    const [folder, back] = [await anchoredFolder(), await tempFolder()]
    const urls = { file: `sqlite:${storeFile(folder)}`, mongo: freshUrl(), back: `sqlite:${storeFile(back)}` }
    const there = await run(urls.file, 'copy', '--to', urls.mongo)
    expect(there).toMatchObject({ code: 0, errors: '' })
    expect(there.output).toMatch(/^Compared with the source, and the same: every event, 5 heads, 2 epochs /)
    expect(there.output).toContain('holds: everything that was checked is as it must be.')
    expect(there.output).toContain(`\n  npx sealdesk dev-network ${storeFile(folder)}.dev-chain --port 4000\n`)

    const here = await run(urls.mongo, 'copy', '--to', urls.back)
    expect(here).toMatchObject({ code: 0, errors: '' })
    expect(here.output).toMatch(/^Compared with the source, and the same: every event, 5 heads, 2 epochs /)
    expect(here.output).toContain('holds: everything that was checked is as it must be.')
    expect(here.output).toContain(`\n  cp FILE ${storeFile(back)}.dev-chain\n`)

    for (const url of Object.values(urls))
      expect(await run(url, 'verify-store')).toMatchObject({ code: 0, output: expect.stringContaining('holds: everything') })
    for (const number of ['1', '2']) {
      const bundles = await Promise.all(
        Object.entries(urls).map(([name, url]) => exported(url, number, join(back, `${name}-${number}.json`))),
      )
      expect(bundles[0]).toMatch(/^\{"format"/)
      expect(new Set(bundles).size).toBe(1)
    }

    await cp(`${storeFile(folder)}.dev-chain`, `${storeFile(back)}.dev-chain`)
    expect(await run(urls.back, 'verify-store')).toMatchObject({
      code: 0,
      output: expect.stringContaining('in blocks that the network has'),
    })
    expect((await run(urls.back, 'anchor', 'now')).output).toContain('Nothing has changed since anchor 2.')
  })

  test('goes on into a MongoDB where it was broken off, which is opened by nobody until then', async () => {
    const folder = await anchoredFolder()
    const [source, url] = [await openSqliteStore({ file: storeFile(folder) }), freshUrl()]
    const target = await openMongoStore({ url })
    await expect(copyInto(dyingAtWrite(target, 4, 'half').store, source)).rejects.toMatchObject({ code: 'store_unavailable' })
    await Promise.all([source.close(), target.close()])
    expect((await run(url, 'verify-store', '--offline')).errors).toContain('isn’t finished')
    expect(await run(`sqlite:${storeFile(folder)}`, 'copy', '--to', url)).toMatchObject({
      code: 0,
      output: expect.stringContaining('where an earlier run had left off'),
    })
    expect(await run(url, 'verify-store', '--offline')).toMatchObject({ code: 0 })
  })
})

async function run(url: string, ...line: readonly string[]) {
  const kept = keptTerminal({ ...environmentOf(''), STORE_URL: url })
  const code = await runLine(line, allCommands(builders), '0.0.0', kept.terminal)
  return { code, output: kept.output(), errors: kept.errors() }
}

async function exported(url: string, number: string, file: string): Promise<string> {
  expect(await run(url, 'export', number, '--out', file)).toMatchObject({ code: 0 })
  return readFile(file, 'utf8')
}
