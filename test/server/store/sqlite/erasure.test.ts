import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { grow, ticket, ticketRow, uuid } from '../../../contract/samples.ts'
import { putRows } from '../../../support/put-rows.ts'
import { openStore, tempFolder } from './temp-store.ts'

const SECRET = 'veryprivatething'

test('what is erased is in none of the store’s files any more, as soon as the erasure is acknowledged', async () => {
  const folder = await tempFolder()
  const store = await openStore(join(folder, 'store.db'))
  const filesWithSecret = async () => {
    const names = await readdir(folder)
    const found = await Promise.all(names.map(async name => ((await readFile(join(folder, name))).includes(SECRET) ? [name] : [])))
    return found.flat()
  }
  for (let n = 0; n < 30; n++) await grow(store, ticket(n), { events: 3, content: n % 3 === 0 ? `${SECRET} `.repeat(700) : 'harmless' })
  for (let n = 0; n < 30; n += 3) {
    await store.saveSnapshot(ticket(n), { version: 3, hash: 'a'.repeat(64), machine: 1, state: `{"title":"${SECRET}"}` })
    await putRows(store.readModels, {
      tickets: [ticketRow(n, { title: SECRET })],
      people: [],
      anchors: [],
      texts: [{ ticket: uuid(n), source: 'ticket', text: `${SECRET} and more ${n}`, version: 1 }],
      cursor: '0000000000000001',
    })
  }
  expect(await filesWithSecret()).not.toEqual([])

  for (let n = 0; n < 30; n += 3) {
    await store.erase(ticket(n), 1)
    await grow(store, ticket(n), { content: 'harmless', erase: [2, 3] })
    // As the projections do when they come to the erasure: what is left of the text is written anew.
    await putRows(store.readModels, {
      tickets: [ticketRow(n, { title: null })],
      people: [],
      anchors: [],
      texts: [{ ticket: uuid(n), source: 'ticket', text: n % 2 === 0 ? null : `and more ${n}`, version: 1 }],
      cursor: (await store.newest()) ?? '',
    })
  }
  expect(await filesWithSecret()).toEqual([])
})
