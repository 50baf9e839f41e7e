import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../../../server/store/sqlite/sqlite-store.ts'

it('a store whose searchable texts were changed and deleted can be opened again (FTS5 secure-delete made it look damaged)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-sqlite-'))
  const file = join(folder, 'store.db')
  const ticket = randomUUID()
  const first = await openSqliteStore({ file })
  const texts = ['printer on fire', 'fire in the printer', null, 'the printer again'].map(text => [{ ticket, source: 'ticket', text }])
  for (const [n, changed] of texts.entries()) await first.readModels.apply({ tickets: [], people: [], texts: changed, cursor: String(n) })
  await first.close()
  const again = await openSqliteStore({ file })
  expect(await again.readModels.cursor()).toBe('3')
  await again.close()
  await rm(folder, { recursive: true })
})
