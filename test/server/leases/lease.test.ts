import { describe, expect, it } from 'vitest'
import { holdLease, type LeaseOptions, untilHeld } from '../../../server/leases/lease.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { ManualTime } from '../../support/manual-time.ts'
import { overlay } from '../../support/stores.ts'
import { keptLog } from '../../support/world.ts'

const TTL = 9000
const NAME = 'epochs'

let renewals = 0
const freshId = () => `renewal ${++renewals}`

type Asking = Pick<LeaseOptions, 'store' | 'holder'> & { readonly time: ManualTime; readonly monotonic?: () => number }

/** Asks by the test's clock, or by one that is derived from it. */
function asker({ store, holder, time, monotonic = time.now }: Asking) {
  return holdLease({ store, name: NAME, holder, monotonic, freshId, schedule: time.schedule, log: keptLog(), ttlMs: TTL })
}

/** A store that can be made to fail. */
function breakable() {
  const store = openMemoryStore()
  let broken = false
  const leased: typeof store.leased = async name => {
    if (broken) throw new StoreUnavailable('the store was stopped here')
    return store.leased(name)
  }
  return {
    store: overlay(store, { leased }),
    break: (on: boolean) => {
      broken = on
    },
  }
}

/** What a process that was killed has left behind. */
async function leftBehind() {
  const store = openMemoryStore()
  await store.lease(NAME, null, { holder: 'killed', renewal: freshId() })
  return store
}

describe('a lease', () => {
  it('is held by one, and renewed for as long as that one lives', async () => {
    const [time, store] = [new ManualTime(), openMemoryStore()]
    const first = await asker({ store, holder: 'first', time })
    const second = await asker({ store, holder: 'second', time })
    for (let passed = 0; passed < 60; passed++) {
      await time.advance(1000)
      expect([first.isHolder(), second.isHolder()]).toEqual([true, false])
    }
  })

  it('goes to the next one as soon as it is given back, and both are told', async () => {
    const [time, store] = [new ManualTime(), openMemoryStore()]
    const first = await asker({ store, holder: 'first', time })
    const second = await asker({ store, holder: 'second', time })
    const told: string[] = []
    first.onChange(holds => told.push(`first ${holds}`))
    second.onChange(holds => told.push(`second ${holds}`))
    await first.close()
    expect(first.isHolder()).toBe(false)
    await time.advance(3000)
    expect(second.isHolder()).toBe(true)
    expect(told).toEqual(['first false', 'second true'])
  })

  it('of one that was killed goes to another one when its time is over, and not before', async () => {
    const [time, store] = [new ManualTime(), await leftBehind()]
    const next = await asker({ store, holder: 'next', time })
    await time.advance(TTL - 1)
    expect(next.isHolder()).toBe(false)
    await time.advance(1)
    expect(next.isHolder()).toBe(true)
  })

  it('of one that was killed goes to one of several who wait', async () => {
    const [time, store] = [new ManualTime(), await leftBehind()]
    const waiting = await Promise.all(['a', 'b', 'c', 'd'].map(holder => asker({ store, holder, time })))
    for (let passed = 0; passed < 3; passed++) {
      await time.advance(TTL)
      expect(waiting.filter(lease => lease.isHolder())).toHaveLength(1)
    }
  })

  it.each([
    ['an hour ahead of', 3_600_000],
    ['an hour behind', -3_600_000],
  ])('neither goes too early nor stays too long where its holder’s clock is %s the others’', async (_, off) => {
    const [time, store] = [new ManualTime(), openMemoryStore()]
    const wrong = await asker({ store, holder: 'wrong', time, monotonic: () => time.now() + off })
    const right = await asker({ store, holder: 'right', time })
    await time.advance(10 * TTL)
    expect([wrong.isHolder(), right.isHolder()]).toEqual([true, false])
    await wrong.close()
    // As it would be found had that one been killed.
    await store.lease(NAME, (await store.leased(NAME))?.renewal ?? null, { holder: 'wrong', renewal: freshId() })
    await time.advance(TTL + TTL / 3)
    expect(right.isHolder()).toBe(true)
  })

  it('was lost by one that was paused before anybody else has it, and that one finds it so at once', async () => {
    const [time, paused, store] = [new ManualTime(), new ManualTime(), openMemoryStore()]
    // Its timers don't run, and its clock does.
    const first = await asker({ store, holder: 'first', time: paused, monotonic: time.now })
    const second = await asker({ store, holder: 'second', time })
    let before = first.isHolder()
    for (let passed = 0; passed < TTL + TTL / 3; passed += 100) {
      await time.advance(100)
      expect([first.isHolder(), second.isHolder()]).not.toEqual([true, true])
      if (second.isHolder()) break
      before = first.isHolder()
    }
    expect([before, first.isHolder(), second.isHolder()]).toEqual([false, false, true])
    // It goes on, and learns who has it.
    await paused.advance(TTL)
    expect([first.isHolder(), second.isHolder()]).toEqual([false, true])
  })

  it('is not believed in up to its end while the store doesn’t answer, and comes back with it', async () => {
    const [time, { store, ...stopping }] = [new ManualTime(), breakable()]
    const lease = await asker({ store, holder: 'only', time })
    const told: boolean[] = []
    lease.onChange(holds => told.push(holds))
    stopping.break(true)
    await time.advance(TTL * 0.9 - 1)
    expect(lease.isHolder()).toBe(true)
    await time.advance(1)
    expect(lease.isHolder()).toBe(false)
    await time.advance(TTL * 0.1)
    stopping.break(false)
    await time.advance(3000)
    expect(lease.isHolder()).toBe(true)
    expect(told).toEqual([false, true])
  })

  it('that ran out before its renewal was answered is told of as lost and got again, so that nobody waits for it in vain', async () => {
    const [time, paused, store] = [new ManualTime(), new ManualTime(), openMemoryStore()]
    // Its timers run late.
    const lease = await asker({ store, holder: 'only', time: paused, monotonic: time.now })
    const told: boolean[] = []
    lease.onChange(holds => told.push(holds))
    await time.advance(TTL)
    const waiting = untilHeld(lease)
    await paused.advance(TTL / 3)
    await waiting
    expect(told).toEqual([false, true])
  })

  it('is counted from before the question where the answer takes long', async () => {
    const [time, store] = [new ManualTime(), openMemoryStore()]
    const slow = overlay(store, {
      async lease(name, seen, mark) {
        const granted = await store.lease(name, seen, mark)
        await time.advance(TTL * 0.9)
        return granted
      },
    })
    expect((await asker({ store: slow, holder: 'slow', time })).isHolder()).toBe(false)
  })

  it('is taken up at once by one of the same name', async () => {
    const [time, store] = [new ManualTime(), await leftBehind()]
    expect((await asker({ store, holder: 'killed', time })).isHolder()).toBe(true)
  })
})

describe('whoever waits for a lease', () => {
  it('is told when it is theirs', async () => {
    const [time, store] = [new ManualTime(), await leftBehind()]
    const lease = await asker({ store, holder: 'next', time })
    const waiting = untilHeld(lease)
    await time.advance(TTL)
    expect(await waiting).toBe(true)
    expect(await untilHeld(lease)).toBe(true)
  })

  it('may give up', async () => {
    const [time, store] = [new ManualTime(), await leftBehind()]
    const late = new AbortController()
    const waiting = untilHeld(await asker({ store, holder: 'next', time }), late.signal)
    late.abort()
    expect(await waiting).toBe(false)
  })
})
