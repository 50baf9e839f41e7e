import { expect, test } from 'vitest'
import { tellDuty } from '../../../server/leases/duties.ts'
import { holdLease } from '../../../server/leases/lease.ts'
import { createLogger } from '../../../server/logging.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { ManualTime } from '../../support/manual-time.ts'
import { overlay } from '../../support/stores.ts'
import { keptLog } from '../../support/world.ts'

test('the log of each server tells when it takes a duty over, when it loses it, and when it leaves it', async () => {
  const [time, real] = [new ManualTime(), openMemoryStore()]
  const said: string[] = []
  let renewals = 0
  let isAway = false
  const store = overlay(real, {
    async leased(name) {
      if (isAway) throw new StoreUnavailable()
      return real.leased(name)
    },
  })
  async function server(holder: string, itsStore: typeof real) {
    const log = createLogger('info', { write: line => void said.push(`${holder}: ${JSON.parse(line).msg}`) })
    const timing = { monotonic: time.now, freshId: () => `renewal ${++renewals}`, schedule: time.schedule, ttlMs: 9000 }
    const lease = await holdLease({ ...timing, store: itsStore, name: 'lists', holder, log: keptLog() })
    tellDuty(lease, 'writes the lists', log)
    return lease
  }
  const [first, second] = [await server('first', store), await server('second', real)]
  isAway = true
  await time.advance(20_000)
  isAway = false
  await second.close()
  await time.advance(9000)
  await first.close()
  expect(said).toEqual([
    'first: this server writes the lists now',
    'first: this server writes the lists no longer: it could not renew its lease in time',
    'second: this server writes the lists now',
    'second: this server writes the lists no longer: it is stopping',
    'first: this server writes the lists now',
    'first: this server writes the lists no longer: it is stopping',
  ])
})
