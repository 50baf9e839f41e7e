import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UnusableStore } from '../../../../server/store/errors.ts'
import { backupSqlite } from '../../../../server/store/sqlite/backup.ts'
import { restoreSqlite } from '../../../../server/store/sqlite/restore.ts'
import { epoch, mapNode, mappedHead } from '../../../contract/proof-samples.ts'
import { collect, grow, ticket, ticketRow, uuid, versionOf } from '../../../contract/samples.ts'
import { putRows } from '../../../support/put-rows.ts'
import { startChild } from './child.ts'
import { contents, openStore, tempFolder } from './temp-store.ts'

test('a backup of a store that is open holds everything that was committed, opens as a store, and the store goes on', async () => {
  const folder = await tempFolder()
  const store = await openStore(join(folder, 'store.db'))
  await grow(store, ticket(1), { events: 3 })
  await putRows(store.readModels, {
    tickets: [ticketRow(1)],
    people: [],
    anchors: [],
    texts: [{ ticket: uuid(1), source: 'ticket', text: 'printer on fire', version: 1 }],
    cursor: '0000000000000003',
  })
  await store.proofs.putMapNodes(mapNode(1))
  await store.proofs.stage({ index: 0, attempt: 'attempt 0', heads: [mappedHead(1, 3)], stale: new Uint8Array() })
  await store.proofs.commitEpoch(epoch(0))
  await store.nextNumber()

  await backupSqlite(join(folder, 'store.db'), join(folder, 'copy.db'))
  await grow(store, ticket(1))
  expect(((await stat(join(folder, 'copy.db'))).mode & 0o777).toString(8)).toBe('600')

  const copy = await openStore(join(folder, 'copy.db'))
  expect(await collect(copy.chain(ticket(1), 0))).toEqual((await collect(store.chain(ticket(1), 0))).slice(0, 3))
  expect(await copy.newest()).toBe('0000000000000003')
  expect(await copy.proofs.headsAt([ticket(1)], 0)).toEqual([{ version: 3, hash: mappedHead(1, 3).hash, epoch: 0 }])
  expect(await copy.proofs.mapNodes(mapNode(1).subarray(0, 32))).toEqual(mapNode(1))
  expect(await copy.nextNumber()).toBe(2)
  const found = await copy.readModels.listTickets({ sort: 'updated', text: 'fire' }, { limit: 10, cursor: null })
  expect(found.items).toEqual([ticketRow(1)])
  await grow(copy, ticket(2))
  expect(await copy.newest()).toBe('0000000000000004')
})

test('a backup made while another process writes is one moment of the store: whole chains, and every position of the feed', async () => {
  const folder = await tempFolder()
  const child = startChild('appending-child.ts', join(folder, 'store.db'), '8')
  for (let i = 0; i < 60; i++) await child.line()
  await backupSqlite(join(folder, 'store.db'), join(folder, 'copy.db'))
  for (let i = 0; i < 20; i++) await child.line()
  await child.kill()

  const copy = await openStore(join(folder, 'copy.db'))
  let events = 0
  for (const { aggregate, version, hash } of await collect(copy.aggregates())) {
    const chain = await collect(copy.chain(aggregate, 0))
    expect(chain.map(versionOf)).toEqual(Array.from({ length: version }, (_, i) => i + 1))
    expect(chain.at(-1)?.hash).toBe(hash)
    events += version
  }
  expect(events).toBeGreaterThanOrEqual(59)
  expect(Number(await copy.newest())).toBe(events)
})

test('a backup holds nothing of what was erased before', async () => {
  const folder = await tempFolder()
  const store = await openStore(join(folder, 'store.db'))
  await grow(store, ticket(1), { content: 'veryprivatething' })
  await store.erase(ticket(1), 1)
  await backupSqlite(join(folder, 'store.db'), join(folder, 'copy.db'))
  expect((await readFile(join(folder, 'copy.db'))).includes('veryprivatething')).toBe(false)
})

test('a store that nobody has open is copied, and left as it was', async () => {
  const folder = await tempFolder()
  const file = join(folder, 'store.db')
  const store = await openStore(file)
  await grow(store, ticket(1))
  await store.close()
  const before = await readFile(file)
  await backupSqlite(file, join(folder, 'copy.db'))
  expect([...(await contents(folder)).keys()]).toEqual(['copy.db', 'store.db'])
  expect((await readFile(file)).equals(before)).toBe(true)
})

test('a target that is there already is left as it was', async () => {
  const folder = await tempFolder()
  const store = await openStore(join(folder, 'store.db'))
  await grow(store, ticket(1))
  await writeFile(join(folder, 'notes.txt'), 'mine')
  const before = await contents(folder)
  await expect(backupSqlite(join(folder, 'store.db'), join(folder, 'notes.txt'))).rejects.toThrow(/notes\.txt is there already/)
  await expect(backupSqlite(join(folder, 'store.db'), join(folder, 'store.db'))).rejects.toThrow(UnusableStore)
  expect([...(await contents(folder)).keys()]).toEqual([...before.keys()])
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
})

test('what can’t be copied leaves nothing behind, and what a broken off backup left is replaced', async () => {
  const folder = await tempFolder()
  const store = await openStore(join(folder, 'store.db'))
  await grow(store, ticket(1))
  await expect(backupSqlite(join(folder, 'missing.db'), join(folder, 'copy.db'))).rejects.toThrow(/There is no file/)
  await expect(backupSqlite(join(folder, 'store.db'), join(folder, 'nowhere', 'copy.db'))).rejects.toThrow(/nowhere/)
  expect((await contents(folder)).has('copy.db')).toBe(false)
  await writeFile(join(folder, 'copy.db-new'), 'half a backup')
  await backupSqlite(join(folder, 'store.db'), join(folder, 'copy.db'))
  const names = [...(await contents(folder)).keys()]
  expect(names).toContain('copy.db')
  expect(names).not.toContain('copy.db-new')
  expect(await (await openStore(join(folder, 'copy.db'))).head(ticket(1))).toMatchObject({ version: 1 })
})

test('a backup that others could read is restored for its owner alone', async () => {
  const folder = await tempFolder()
  const store = await openStore(join(folder, 'store.db'))
  await grow(store, ticket(1))
  await backupSqlite(join(folder, 'store.db'), join(folder, 'copy.db'))
  await chmod(join(folder, 'copy.db'), 0o644)
  restoreSqlite(join(folder, 'copy.db'), join(folder, 'restored.db'))
  expect(((await stat(join(folder, 'restored.db'))).mode & 0o777).toString(8)).toBe('600')
  expect((await readFile(join(folder, 'restored.db'))).equals(await readFile(join(folder, 'copy.db')))).toBe(true)
})
