import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { ATTEMPTS, Attempts, TooManyAttempts } from '../../../server/accounts/attempts.ts'
import { shareAttempts } from '../../../server/accounts/shared-attempts.ts'
import { startRelay } from '../../../server/relay/relay.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { keptLog } from '../../support/world.ts'

const HOME = '192.0.2.1'
const anywhere = (i: number) => `198.51.100.${i}`

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** The counts of several servers on one store. They are heard of when `heard` resolves. */
function servers(count: number) {
  const clock = { now: 1_000_000 }
  const { notices } = openMemoryStore()
  const posts: string[] = []
  const kept = {
    follow: notices.follow,
    post(text: string) {
      posts.push(text)
      return notices.post(text)
    },
  }
  const all = Array.from({ length: count }, () => {
    const relay = startRelay({ notices: kept, server: randomUUID(), log: keptLog() })
    ends.push(() => relay.close())
    const attempts = new Attempts(() => clock.now)
    let heard = 0
    const listening = {
      onCounted: attempts.onCounted.bind(attempts),
      heard: (counted: Parameters<Attempts['heard']>[0]) => {
        heard++
        attempts.heard(counted)
      },
    }
    shareAttempts(listening, relay)
    return {
      attempts,
      heard: () => heard,
      /** Whether an attempt with a wrong password is taken. */
      fails(name = 'ada', address = HOME): boolean {
        try {
          attempts.begin(name, address).failed()
          return true
        } catch (error) {
          if (error instanceof TooManyAttempts) return false
          throw error
        }
      },
    }
  })
  const [first, second] = all
  if (first === undefined || second === undefined) throw new Error('two servers at least')
  return { clock, posts, all, first, second }
}

test('a wrong password counts on all servers, whichever has looked at it', async () => {
  const { all, clock } = servers(3)
  for (let n = 0; n < ATTEMPTS.pair; n++) expect(all[n % 3]?.fails()).toBe(true)
  await expect.poll(() => all.reduce((sum, { heard }) => sum + heard(), 0)).toBe(2 * ATTEMPTS.pair)
  for (const server of all) expect(server.fails()).toBe(false)
  clock.now += 180_000
  for (const server of all) expect(server.attempts.begin('ada', HOME)).toBeDefined()
})

test('what was too much before servers heard of each other lengthens the wait', async () => {
  const { all, first, second, clock } = servers(2)
  for (let n = 0; n < ATTEMPTS.pair; n++) for (const server of all) expect(server.fails()).toBe(true)
  await expect.poll(() => first.heard() + second.heard()).toBe(2 * ATTEMPTS.pair)
  clock.now += 900_000
  for (const server of all) expect(server.fails()).toBe(false)
  clock.now += 180_000
  expect(first.fails()).toBe(true)
})

test('where somebody has signed in through one server, nobody can lock them out of another', async () => {
  const { first, second } = servers(2)
  first.attempts.begin('ada', HOME).succeeded()
  for (let n = 0; n < ATTEMPTS.name; n++) expect(first.fails('ada', anywhere(n))).toBe(true)
  await expect.poll(() => second.heard()).toBe(1 + ATTEMPTS.name)
  expect(second.fails('ada', '203.0.113.9')).toBe(false)
  expect(() => second.attempts.begin('ada', HOME).succeeded()).not.toThrow()
})

test('the right password on one server forgets on all what its person mistyped', async () => {
  const { first, second } = servers(2)
  for (let n = 0; n < 4; n++) first.fails()
  await expect.poll(() => second.heard()).toBe(4)
  second.attempts.begin('ada', HOME).succeeded()
  await expect.poll(() => first.heard()).toBe(1)
  for (let n = 0; n < ATTEMPTS.pair; n++) expect(first.fails()).toBe(true)
  expect(first.fails()).toBe(false)
})

test('servers tell each other no name and no address', async () => {
  const { first, second, posts } = servers(2)
  first.fails()
  await expect.poll(() => second.heard()).toBe(1)
  expect(posts.join()).toContain('wrong')
  expect(posts.join()).not.toMatch(/ada|192\.0\.2/)
})
