import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import { describeStore } from './store-contract.ts'

describeStore('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-contract-'))
  const file = join(folder, 'store.db')
  let store = await openSqliteStore({ file })
  return {
    store,
    async reopen() {
      await store.close()
      store = await openSqliteStore({ file })
      return store
    },
    async close() {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
})
