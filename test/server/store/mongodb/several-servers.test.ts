import { describe, expect, test } from 'vitest'
import { commitAfter, ticket } from '../../../contract/samples.ts'
import { seededRandom } from '../../../support/seeded-random.ts'
import { losing, mongoForTests } from './databases.ts'
import { checkAll, follow, patiently, work } from './work.ts'

describe('several servers on one database', () => {
  const t = mongoForTests()

  test('append to the same tickets without losing, doubling or reordering anything', async () => {
    const url = await t.fresh()
    const servers = await Promise.all([1, 2, 3].map(() => t.events(url)))
    const follower = follow(await t.events(url))
    const done = await Promise.all(servers.map((server, place) => work(server, place, 25)))
    await checkAll(await t.events(url), done.flat(), follower)
  })

  test.each([1, 2, 3])('do so also where calls and answers get lost (seed %i)', async seed => {
    const url = await t.fresh()
    const random = seededRandom(seed)
    const healthy = await t.events(url)
    const follower = follow(healthy)
    const servers = await Promise.all([1, 2, 3].map(() => patiently(() => t.events(url, losing(random, 0.1)))))
    const done = await Promise.all(servers.map((server, place) => work(server, place, 20)))
    expect(done.flat().some(({ answer }) => answer === 'unknown')).toBe(true)
    await checkAll(healthy, done.flat(), follower)
  })

  test('hear of each other’s commits', async () => {
    const url = await t.fresh()
    const [a, b] = [await t.events(url), await t.events(url)]
    const follower = follow(b)
    for (let n = 1; n <= 3; n++) {
      await a.append(commitAfter(ticket(n), null))
      await expect.poll(() => follower.seen.length, { timeout: 20_000 }).toBe(n)
    }
    await follower.stop()
  })

  test('give every number once', async () => {
    const url = await t.fresh()
    const servers = await Promise.all([1, 2, 3].map(() => t.events(url)))
    const numbers = (await Promise.all(servers.flatMap(server => Array.from({ length: 10 }, () => server.nextNumber())))).sort(
      (a, b) => a - b,
    )
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
  })

  test('keep no snapshot that was made before content was erased', async () => {
    const url = await t.fresh()
    const [a, b] = [await t.events(url), await t.events(url)]
    const first = commitAfter(ticket(1), null, { events: 2 })
    await a.append(first)
    const made = { version: 2, hash: first.events[1]?.hash ?? '', machine: 1, state: '{"title":"secret"}' }
    await b.saveSnapshot(ticket(1), made)
    const erasing = commitAfter(ticket(1), { version: 2, hash: made.hash }, { erase: [1] })
    await a.append(erasing)
    await b.saveSnapshot(ticket(1), made)
    expect(await a.snapshot(ticket(1))).toBeNull()
    const later = { ...made, version: 3, hash: erasing.events[0]?.hash ?? '', state: '{}' }
    await b.saveSnapshot(ticket(1), later)
    expect(await a.snapshot(ticket(1))).toEqual(later)
  })
})
