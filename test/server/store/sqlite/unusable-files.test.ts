import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../../../server/store/sqlite/sqlite-store.ts'
import { grow, ticket } from '../../../contract/samples.ts'
import { startChild } from './child.ts'
import { contents, openStore, refusal, tempFolder } from './temp-store.ts'

const NOT_CHANGED = /The file was not changed\.|It was not changed\./

/** A file is refused, and nothing in its folder is different afterwards. */
async function expectRefused(file: string, reason: RegExp): Promise<void> {
  const before = await contents(join(file, '..'))
  const message = await refusal(file)
  expect(message).toContain(file)
  expect(message).toMatch(reason)
  expect(await contents(join(file, '..'))).toEqual(before)
}

describe('a file of somebody else', () => {
  test.each([
    ['text', 'This is no database at all.\n'.repeat(50)],
    ['short text', 'hello'],
    ['nothing', ''],
    ['zeros', '\0'.repeat(8192)],
  ])('that holds %s is refused and left as it was', async (_, content) => {
    const file = join(await tempFolder(), 'notes.txt')
    await writeFile(file, content)
    await expectRefused(file, /is no SQLite database/)
    await expectRefused(file, NOT_CHANGED)
  })

  test.each(['DELETE', 'WAL'])('that is another program’s SQLite database (journal mode %s) is refused and left as it was', async mode => {
    const file = join(await tempFolder(), 'other.db')
    const script = `PRAGMA journal_mode = ${mode}; CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('cake');`
    await writeWithSqlite(file, script)
    await expectRefused(file, /is the SQLite database of another program\. Give STORE_URL a path of its own/)
  })

  test('that is a folder is refused', async () => {
    const file = join(await tempFolder(), 'folder')
    await mkdir(file)
    expect(await refusal(file)).toMatch(/can’t be opened/)
  })

  test('that stands where the lock should be is refused and left as it was', async () => {
    const file = join(await tempFolder(), 'store.db')
    await writeFile(`${file}-lock`, 'Not a lock, but somebody’s text.\n'.repeat(20))
    expect(await refusal(file)).toMatch(/should be the store's lock, and is something else/)
    expect(await readFile(`${file}-lock`, 'utf8')).toMatch(/^Not a lock/)
  })
})

describe('our own file', () => {
  let model: Buffer

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sealdesk-sqlite-'))
    const store = await openSqliteStore({ file: join(folder, 'store.db') })
    for (let n = 0; n < 40; n++) await grow(store, ticket(n), { events: 5, content: 'x'.repeat(900) })
    await store.close()
    model = await readFile(join(folder, 'store.db'))
    await rm(folder, { recursive: true })
  })

  async function copyOfModel(): Promise<string> {
    const file = join(await tempFolder(), 'store.db')
    await writeFile(file, model)
    return file
  }

  test('opens where nothing is wrong with it', async () => {
    const store = await openStore(await copyOfModel())
    expect(await store.head(ticket(7))).toMatchObject({ version: 5 })
  })

  test('written by a newer version is refused and left as it was', async () => {
    const file = await copyOfModel()
    await overwrite(file, 60, Buffer.from([0, 0, 0, 99]))
    await expectRefused(file, /was written by a newer version of Sealdesk \(schema 99; this one knows 3\)\. Start the newer version/)
  })

  test.each([50, 100, 5000])('cut off after %d bytes is refused and left as it was', async length => {
    const file = await copyOfModel()
    await truncate(file, length)
    await expectRefused(file, length < 100 ? /is no SQLite database/ : /is cut off/)
  })

  test('cut off by a single page is refused and left as it was', async () => {
    const file = await copyOfModel()
    await truncate(file, model.length - 4096)
    await expectRefused(file, /is cut off: it has \d+ bytes, and should have \d+\. Put a backup in its place/)
  })

  test.each([0.1, 0.3, 0.5, 0.7, 0.9])('with a page of rubbish at %d of its length is refused and left as it was', async place => {
    const file = await copyOfModel()
    await overwrite(file, Math.floor((place * model.length) / 4096) * 4096, Buffer.alloc(4096, 0x5a))
    await expectRefused(file, /is damaged: .+\. Put a backup in its place\. The file was not changed\./)
  })

  test('with a header of rubbish after its first line is refused and left as it was', async () => {
    const file = await copyOfModel()
    await overwrite(file, 100, Buffer.alloc(900, 0xff))
    await expectRefused(file, /is damaged/)
  })

  test('that lacks a table is refused, by the table’s name', async () => {
    const file = await copyOfModel()
    await writeWithSqlite(file, 'DROP TABLE sessions; PRAGMA journal_mode = DELETE')
    await expectRefused(file, /is damaged: it lacks sessions, sessions_by_user, sessions_by_end/)
  })

  test('whose journal stayed after it was moved away is not replaced by a new one', async () => {
    const folder = await tempFolder()
    const file = join(folder, 'store.db')
    const child = startChild('appending-child.ts', file)
    for (let i = 0; i < 20; i++) await child.line()
    await child.kill()
    await copyFile(file, join(folder, 'moved.db'))
    await rm(file)
    expect(await refusal(file)).toMatch(/is missing, but its journal .*store\.db-wal is there/)
    await copyFile(join(folder, 'moved.db'), file)
    const store = await openStore(file)
    expect(await store.newest()).not.toBeNull()
  })

  test('damaged, and killed before its journal was emptied, is refused and left as it was', async () => {
    const file = join(await tempFolder(), 'store.db')
    const child = startChild('appending-child.ts', file)
    for (let i = 0; i < 20; i++) await child.line()
    await child.kill()
    // The last page is one of the search's, which the journal holds no newer version of.
    const { length } = await readFile(file)
    await overwrite(file, length - 4096, Buffer.alloc(4096, 0x5a))
    const before = await contents(join(file, '..'))
    expect(await refusal(file)).toMatch(/is damaged/)
    const after = await contents(join(file, '..'))
    for (const name of ['store.db', 'store.db-wal']) expect(after.get(name), name).toBe(before.get(name))
  })

  test('half made by a process that was killed is made anew', async () => {
    const file = join(await tempFolder(), 'store.db')
    await writeFile(`${file}-new`, model.subarray(0, 9000))
    const store = await openStore(file)
    expect(await store.newest()).toBeNull()
  })
})

async function overwrite(file: string, position: number, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.write(bytes, 0, bytes.length, position)
  await handle.close()
}

/** By another process, so that no connection of this one has the file open afterwards. */
async function writeWithSqlite(file: string, script: string): Promise<void> {
  const code = 'const Libsql = require("libsql"); new Libsql(process.argv[1]).exec(process.argv[2])'
  await promisify(execFile)(process.execPath, ['-e', code, file, script])
}
