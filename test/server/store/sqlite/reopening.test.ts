import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../../../server/store/sqlite/sqlite-store.ts'
import { putRows } from '../../../support/put-rows.ts'

it('a store in which many texts were changed, shortened and deleted can be opened again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-sqlite-'))
  const file = join(folder, 'store.db')
  const words = ['a', 'an', 'invoice', 'in', 'printer', 'fire', 'floor', 'é', 'zürich', '12', 'the', 'to']
  let cursor = 0
  for (let round = 0; round < 3; round++) {
    const store = await openSqliteStore({ file })
    for (let n = 0; n < 120; n++) {
      const text =
        n % 5 === 0 ? null : Array.from({ length: 1 + (n % 9) }, (_, at) => words[(n * 7 + at * round + at) % words.length]).join(' ')
      const ticket = `00000000-0000-4000-8000-0000000000${String(10 + (n % 30))}`
      await putRows(store.readModels, {
        tickets: [],
        people: [],
        anchors: [],
        texts: [{ ticket, source: n % 2 === 0 ? 'ticket' : 'comment', text, version: 1 }],
        cursor: String(++cursor).padStart(16, '0'),
      })
    }
    await store.close()
  }
  await (await openSqliteStore({ file })).close()
  await rm(folder, { recursive: true })
})

it('a store whose searchable texts were changed and deleted can be opened again (FTS5 secure-delete made it look damaged)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-sqlite-'))
  const file = join(folder, 'store.db')
  const ticket = randomUUID()
  const first = await openSqliteStore({ file })
  const texts = ['printer on fire', 'fire in the printer', null, 'the printer again'].map(text => [
    { ticket, source: 'ticket', text, version: 1 },
  ])
  for (const [n, changed] of texts.entries()) await putRows(first.readModels, { texts: changed, cursor: String(n) })
  await first.close()
  const again = await openSqliteStore({ file })
  expect(await again.readModels.cursor()).toBe('3')
  await again.close()
  await rm(folder, { recursive: true })
})
