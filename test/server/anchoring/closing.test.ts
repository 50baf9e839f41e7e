import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openSqliteStoreReadOnly } from '../../../server/store/sqlite/read-only-store.ts'
import { startTestServer } from '../../support/running-server.ts'
import { temporaryFolder } from '../../support/server-process.ts'
import { until } from './anchor-desk.ts'
import { canned } from './networks/canned.ts'

it('a server stops at once although the services of its network take their time, and notes no trouble for that', async () => {
  const folder = await temporaryFolder()
  onTestFinished(() => folder.remove())
  const file = join(folder.path, 'desk.db')
  const silent = await canned(() => null)
  const server = await startTestServer({ STORE_URL: `sqlite:${file}`, ARC_URL: silent.url, WHATSONCHAIN_URL: silent.url })
  await until(() => expect(silent.asked.length).toBeGreaterThan(1))
  const asked = performance.now()
  await server.close()
  expect(performance.now() - asked).toBeLessThan(3000)
  const store = await openSqliteStoreReadOnly(file)
  expect((await store.noted('anchoring')) ?? '').not.toContain('network_unavailable')
  await store.close()
})
