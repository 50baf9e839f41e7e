import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import type { Reads } from '../../../../server/store/sqlite/reads.ts'
import { WorkerClient } from '../../../../server/store/sqlite/worker-client.ts'
import { openStore, tempFolder } from './temp-store.ts'

test('calls that a thread leaves unanswered when it dies are refused as unavailable, and all later ones', async () => {
  const reader = new WorkerClient<Reads>('reader')
  // A thread that is asked before it was told to open can't go on: it ends with an error.
  const calls = await Promise.allSettled([reader.call('newest'), reader.call('countAccounts')])
  for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) })
  await expect(reader.call('newest')).rejects.toBeInstanceOf(StoreUnavailable)
  await reader.close(new StoreUnavailable())
})

test('a mistake of ours is no outage: it is an error of its own kind, and the thread goes on', async () => {
  const store = await openStore(join(await tempFolder(), 'store.db'))
  const settled = store.settleSetting('name', JSON.parse('{"no":"text"}'))
  await expect(settled).rejects.toThrow()
  await expect(settled).rejects.not.toBeInstanceOf(StoreUnavailable)
  expect(await store.settleSetting('name', 'value')).toBe('value')
})
