import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StoreUnavailable, UnusableStore } from '../../../../server/store/errors.ts'
import { Database } from '../../../../server/store/sqlite/database.ts'
import { openSqliteStoreReadOnly } from '../../../../server/store/sqlite/read-only-store.ts'
import { epoch, keptHeader, mapNode, mappedHead } from '../../../contract/proof-samples.ts'
import { anchorRow, collect, grow, ticket, uuid } from '../../../contract/samples.ts'
import { putRows } from '../../../support/put-rows.ts'
import { startChild } from './child.ts'
import { contents, openStore, tempFolder } from './temp-store.ts'

async function filledStore(): Promise<{ folder: string; file: string; close(): Promise<void> }> {
  const folder = await tempFolder()
  const file = join(folder, 'store.db')
  const store = await openStore(file)
  for (let n = 1; n <= 3; n++) await grow(store, ticket(n), { events: n })
  await store.settleSetting('origin', 'store.test')
  await store.note('anchoring', 'fine')
  await store.proofs.putMapNodes(mapNode(1))
  await store.proofs.stage({ index: 0, attempt: 'attempt 0', heads: [mappedHead(1, 1)], stale: new Uint8Array() })
  await store.proofs.commitEpoch(epoch(0))
  await store.blocks.replace([keptHeader(7)])
  await putRows(store.readModels, { anchors: [anchorRow(1)], cursor: '0000000000000006' })
  return { folder, file, close: () => store.close() }
}

async function expectEverything(file: string): Promise<void> {
  const store = await openSqliteStoreReadOnly(file)
  expect((await collect(store.aggregates())).map(({ version }) => version)).toEqual([1, 2, 3])
  expect(await collect(store.chain(ticket(3), 0))).toHaveLength(3)
  expect(await store.setting('origin')).toBe('store.test')
  expect(await store.noted('anchoring')).toBe('fine')
  expect(await store.proofs.newestEpoch()).toEqual(epoch(0))
  expect(await collect(store.proofs.changedHeads(0))).toEqual([mappedHead(1, 1)])
  expect(await store.proofs.mapNodes(mapNode(1).subarray(0, 32))).toEqual(mapNode(1))
  expect(await store.blocks.tip()).toEqual(keptHeader(7))
  expect(await store.readModels.anchors([uuid(1)])).toEqual([anchorRow(1)])
  await store.close()
  await expect(store.head(ticket(1))).rejects.toBeInstanceOf(StoreUnavailable)
}

test('a store that nobody has open is read, and nothing in its folder is different afterwards', async () => {
  const { folder, file, close } = await filledStore()
  await close()
  const before = await contents(folder)
  expect([...before.keys()]).toEqual(['store.db'])
  await expectEverything(file)
  expect(await contents(folder)).toEqual(before)
})

test('a store that is open in this process is read, with everything that it has committed', async () => {
  const { file } = await filledStore()
  await expectEverything(file)
})

test('a store that another process writes to is read while it does', async () => {
  const file = join(await tempFolder(), 'store.db')
  const child = startChild('appending-child.ts', file, '2')
  for (let i = 0; i < 20; i++) await child.line()
  const store = await openSqliteStoreReadOnly(file)
  const versionNow = async () => (await store.head(ticket(0)))?.version ?? 0
  const before = await versionNow()
  expect(before).toBeGreaterThan(0)
  while ((await versionNow()) < before + 20) await child.line()
  await child.kill()
  // What the killed one left in its journal is read as well, and stays there for the next server.
  const journal = await readFile(`${file}-wal`)
  const left = await openSqliteStoreReadOnly(file)
  expect((await left.head(ticket(0)))?.version).toBe(await versionNow())
  await left.close()
  await store.close()
  expect((await readFile(`${file}-wal`)).equals(journal)).toBe(true)
})

test('a store that is opened for writing after the reader has opened it is read as it becomes', async () => {
  const { file, close } = await filledStore()
  await close()
  const reader = await openSqliteStoreReadOnly(file)
  expect((await reader.head(ticket(1)))?.version).toBe(1)
  const store = await openStore(file)
  await grow(store, ticket(1))
  expect((await reader.head(ticket(1)))?.version).toBe(2)
  for (let n = 0; n < 50; n++) await grow(store, ticket(4), { content: 'x'.repeat(5000) })
  await store.close()
  expect(await collect(reader.chain(ticket(4), 0))).toHaveLength(50)
  await reader.close()
})

test('a server that is read beside keeps its lock on the store', async () => {
  const { file, close } = await filledStore()
  await (await openSqliteStoreReadOnly(file)).close()
  const child = startChild('opening-child.ts', file)
  expect(await child.line()).toMatch(/^refused .*open in another process/)
  await close()
})

test('what is no store of this version is refused, and says what it is', async () => {
  const folder = await tempFolder()
  const refusalOf = async (name: string) => {
    const error = await openSqliteStoreReadOnly(join(folder, name)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UnusableStore)
    return String(error)
  }
  expect(await refusalOf('missing.db')).toMatch(/There is no file .*missing\.db/)
  await writeFile(join(folder, 'notes.txt'), 'This is no database at all.\n'.repeat(50))
  expect(await refusalOf('notes.txt')).toMatch(/is no SQLite database/)
  await mkdir(join(folder, 'folder'))
  expect(await refusalOf('folder')).toMatch(/can’t be read/)
  for (const [name, script] of [
    ['other.db', 'CREATE TABLE recipes (name TEXT)'],
    ['old.db', 'PRAGMA application_id = 1399153004; PRAGMA user_version = 1; CREATE TABLE x (y)'],
    ['new.db', 'PRAGMA application_id = 1399153004; PRAGMA user_version = 99; CREATE TABLE x (y)'],
  ] as const) {
    const database = new Database(join(folder, name))
    database.exec(script)
    database.close()
  }
  expect(await refusalOf('other.db')).toMatch(/is the SQLite database of another program/)
  expect(await refusalOf('old.db')).toMatch(/by an older version .* \(schema 1; this one knows 3\)\. Start the server on it once/)
  expect(await refusalOf('new.db')).toMatch(/by a newer version .* \(schema 99; this one knows 3\)/)
})
