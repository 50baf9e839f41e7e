import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { networkOf } from '../../../server/accounts/address.ts'
import { ATTEMPTS, Attempts, TooManyAttempts } from '../../../server/accounts/attempts.ts'
import { Buckets } from '../../../server/accounts/buckets.ts'

const MINUTE = 60_000

function counted() {
  const clock = { now: 1_000_000 }
  const attempts = new Attempts(() => clock.now)
  /** How many of `n` attempts are taken. */
  const fail = (n: number, name: (i: number) => string, address: (i: number) => string) => {
    let taken = 0
    for (let i = 0; i < n; i++) {
      try {
        attempts.begin(name(i), address(i))
        taken++
      } catch (error) {
        if (!(error instanceof TooManyAttempts)) throw error
      }
    }
    return taken
  }
  return { clock, attempts, fail }
}

const ada = () => 'ada'
const home = () => '192.0.2.1'
const anywhere = (i: number) => `198.51.${i >> 8}.${i & 255}`

describe('Wrong passwords', () => {
  test('for one name from one address are taken five times, then one every three minutes', () => {
    const { clock, fail } = counted()
    expect(fail(20, ada, home)).toBe(ATTEMPTS.pair)
    clock.now += 3 * MINUTE
    expect(fail(20, ada, home)).toBe(1)
  })

  test('tell how long to wait, in seconds that suffice', () => {
    const { clock, attempts, fail } = counted()
    fail(5, ada, home)
    try {
      attempts.begin('ada', home())
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error
      expect(error.retryAfter).toBe(180)
      expect(error.message).toBe('Too many attempts to sign in. Try again in 3 minutes.')
      clock.now += error.retryAfter * 1000
      expect(fail(1, ada, home)).toBe(1)
    }
  })

  test('on all names from one address are bounded', () => {
    expect(counted().fail(1000, i => `name${i}`, home)).toBe(ATTEMPTS.network)
  })

  test('on one name from everywhere are bounded', () => {
    expect(counted().fail(1000, ada, anywhere)).toBe(ATTEMPTS.name)
  })

  test('from everywhere lock nobody out of where they have signed in before', () => {
    const { attempts, fail } = counted()
    attempts.begin('ada', home()).succeeded()
    expect(fail(1000, ada, anywhere)).toBe(ATTEMPTS.name)
    expect(() => attempts.begin('ada', home()).succeeded()).not.toThrow()
    expect(() => attempts.begin('ada', '203.0.113.9')).toThrow(TooManyAttempts)
  })

  test('are forgotten for the name and address when the right one comes', () => {
    const { attempts, fail } = counted()
    expect(fail(4, ada, home)).toBe(4)
    attempts.begin('ada', home()).succeeded()
    expect(fail(20, ada, home)).toBe(ATTEMPTS.pair)
  })

  test('count while they are under way, so that a crowd at once gets no further than one after another', () => {
    const { attempts } = counted()
    const underWay = Array.from({ length: 5 }, () => attempts.begin('ada', home()))
    expect(() => attempts.begin('ada', home())).toThrow(TooManyAttempts)
    underWay[0]?.abandoned()
    expect(() => attempts.begin('ada', home())).not.toThrow()
  })
})

describe('A bucket', () => {
  test('never takes more than it holds and drains, whatever the times', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), gaps, (capacity, waits) => {
        const buckets = new Buckets({ capacity, drainMs: 60_000, keys: 10 })
        const taken: number[] = []
        let now = 0
        for (const wait of waits) {
          now += wait
          if (buckets.waitMs('key', now) > 0) continue
          buckets.add('key', now)
          taken.push(now)
        }
        for (const from of taken) {
          const inWindow = taken.filter(time => time >= from && time < from + 60_000).length
          expect(inWindow).toBeLessThanOrEqual(2 * capacity)
        }
      }),
    )
  })

  test('forgets the key that was not touched for longest, and holds no more keys than it may', () => {
    const buckets = new Buckets({ capacity: 1, drainMs: 60_000, keys: 2 })
    for (const key of ['a', 'b', 'c']) buckets.add(key, 0)
    expect(buckets.size).toBe(2)
    expect(buckets.waitMs('a', 0)).toBe(0)
    expect(buckets.waitMs('c', 0)).toBeGreaterThan(0)
  })
})

describe('A network', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:0db8:0000:0001:ffff::', '2001:db8:0:1::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['not an address', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
