import { expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { LISTS_LEASE } from '../../server/leases/names.ts'
import { createLogger } from '../../server/logging.ts'
import { partsUpon } from '../../server/parts.ts'
import { openMemoryStore } from '../../server/store/memory/memory-store.ts'
import { overlay } from '../support/stores.ts'

test('a server that can’t be built gives back the lease that it has taken already, and closes the store', async () => {
  const real = openMemoryStore()
  const seen: string[] = []
  const store = overlay(real, {
    async lease(name, ...mark) {
      seen.push(`takes ${name}`)
      return real.lease(name, ...mark)
    },
    async endLease(name, holder) {
      seen.push(`gives back ${name}`)
      return real.endLease(name, holder)
    },
    async close() {
      seen.push('closes')
      return real.close()
    },
    readModels: overlay(real.readModels, { follow: () => Promise.reject(new Error('the rows can’t be read')) }),
  })
  const config = readConfig({ STORE_URL: 'mongodb://127.0.0.1/desk' })
  await expect(partsUpon(store, config, createLogger('silent'))).rejects.toThrow('the rows can’t be read')
  expect(seen).toEqual([`takes ${LISTS_LEASE}`, `gives back ${LISTS_LEASE}`, 'closes'])
})
