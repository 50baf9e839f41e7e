import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Database, text } from '../../../../server/store/sqlite/database.ts'
import { createSchema, schemaVersion } from '../../../../server/store/sqlite/schema.ts'
import { epoch, mappedHead } from '../../../contract/proof-samples.ts'
import { anchorRow, collect, grow, ticket, ticketRow, uuid } from '../../../contract/samples.ts'
import { putRows } from '../../../support/put-rows.ts'
import { openStore, refusal, tempFolder } from './temp-store.ts'

/** A file as the first version of the schema left it: its script is a dump of a store of that time. */
async function versionOne(): Promise<string> {
  const file = join(await tempFolder(), 'store.db')
  const database = new Database(file)
  database.exec(await readFile(new URL('version-1.sql', import.meta.url), 'utf8'))
  database.exec('PRAGMA journal_mode = WAL')
  expect(schemaVersion(database)).toBe(1)
  database.close()
  return file
}

test('a file of version 1 opens with everything that was in it, and can do what is new', async () => {
  const file = await versionOne()
  const store = await openStore(file)
  expect(await store.head(ticket(1))).toMatchObject({ version: 2 })
  expect((await collect(store.chain(ticket(2), 0))).map(({ content }) => content)).toEqual([null, '{"body":"text"}'])
  expect(await store.setting('origin')).toBe('store.test')
  expect(await store.nextNumber()).toBe(2)
  expect(await store.snapshot(ticket(1))).toMatchObject({ version: 2 })
  expect(await store.accounts.byName('ada')).toEqual({ userId: uuid(1), name: 'ada', passwordHash: 'scrypt' })
  expect(await store.sessions.find('c'.repeat(64))).not.toBeNull()
  expect(await store.readModels.cursor()).toBe('0000000000000004')
  const found = await store.readModels.listTickets({ sort: 'updated', text: 'print' }, { limit: 10, cursor: null })
  expect(found.items).toEqual([ticketRow(1, { labels: ['bug'] })])

  expect(await store.proofs.newestEpoch()).toBeNull()
  await store.proofs.stage({ index: 0, attempt: 'attempt 0', heads: [mappedHead(1, 2)], stale: new Uint8Array() })
  expect(await store.proofs.commitEpoch(epoch(0))).toBe(true)
  await putRows(store.readModels, { anchors: [anchorRow(1)], cursor: '0000000000000005' })
  await grow(store, ticket(1))
  await store.close()

  const again = await openStore(file)
  expect(await again.proofs.newestEpoch()).toEqual(epoch(0))
  expect(await again.readModels.anchors([uuid(1)])).toEqual([anchorRow(1)])
})

test('a file of version 1 ends up with the same tables and indexes as a new one', async () => {
  const old = await versionOne()
  await (await openStore(old)).close()
  const fresh = new Database(':memory:')
  createSchema(fresh)
  const upgraded = new Database(old)
  const schemaOf = (database: Database) =>
    database.all('SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name', row => [text(row, 'name'), text(row, 'sql')])
  expect(schemaOf(upgraded)).toEqual(schemaOf(fresh))
  expect(schemaVersion(upgraded)).toBe(schemaVersion(fresh))
  upgraded.close()
  fresh.close()
})

test('a file of version 1 that lacks one of its tables is refused before it is brought up to date', async () => {
  const file = await versionOne()
  const database = new Database(file)
  database.exec('DROP TABLE sessions')
  database.close()
  expect(await refusal(file)).toMatch(/is damaged: it lacks sessions, sessions_by_user, sessions_by_end/)
  const left = new Database(file)
  expect(schemaVersion(left)).toBe(1)
  left.close()
})
