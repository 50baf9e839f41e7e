import { describe, expect, it } from 'vitest'
import { holdLease, type LeaseOptions } from '../../../server/leases/lease.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { ManualTime } from '../../support/manual-time.ts'
import { keptLog } from '../../support/world.ts'

type Held = { holder: string; until: number } | null

/** The lease of the store port, for one name. */
function leases() {
  let held: Held = null
  let broken = false
  return {
    break: (on: boolean) => {
      broken = on
    },
    async lease(_name: string, holder: string, now: number, ttl: number) {
      if (broken) throw new StoreUnavailable('the store was stopped here')
      if (held !== null && held.holder !== holder && held.until > now) return false
      held = { holder, until: now + ttl }
      return true
    },
    async endLease(_name: string, holder: string) {
      if (held?.holder === holder) held = null
    },
  }
}

function asker(time: ManualTime, store: LeaseOptions['store'], holder: string) {
  return holdLease({ store, name: 'epochs', holder, now: time.now, schedule: time.schedule, log: keptLog(), ttlMs: 9000 })
}

describe('a lease', () => {
  it('is held by one, and renewed for as long as that one lives', async () => {
    const time = new ManualTime()
    const store = leases()
    const first = await asker(time, store, 'first')
    const second = await asker(time, store, 'second')
    for (let second_ = 0; second_ < 60; second_++) {
      await time.advance(1000)
      expect([first.isHolder(), second.isHolder()]).toEqual([true, false])
    }
  })

  it('goes to the next one as soon as it is given back, and both are told', async () => {
    const time = new ManualTime()
    const store = leases()
    const first = await asker(time, store, 'first')
    const second = await asker(time, store, 'second')
    const told: string[] = []
    first.onChange(holds => told.push(`first ${holds}`))
    second.onChange(holds => told.push(`second ${holds}`))
    await first.close()
    expect(first.isHolder()).toBe(false)
    await time.advance(3000)
    expect(second.isHolder()).toBe(true)
    expect(told).toEqual(['first false', 'second true'])
  })

  it('is not believed in longer than it was promised while the store doesn’t answer, and comes back with it', async () => {
    const time = new ManualTime()
    const store = leases()
    const lease = await asker(time, store, 'only')
    const told: boolean[] = []
    lease.onChange(holds => told.push(holds))
    store.break(true)
    await time.advance(8999)
    expect(lease.isHolder()).toBe(true)
    await time.advance(1)
    expect(lease.isHolder()).toBe(false)
    store.break(false)
    await time.advance(3000)
    expect(lease.isHolder()).toBe(true)
    expect(told).toEqual([false, true])
  })
})
