import { describe, expect, test } from 'vitest'
import { commitAfter, ticket } from '../../../contract/samples.ts'
import { mongoForTests } from './databases.ts'
import { askEverything, sortsFew } from './everything-asked.ts'
import { lookupsIn } from './index-use.ts'
import { follow } from './work.ts'

/** What only a replica set can do. These tests can't run without one: MONGODB_URL names it. */
describe('a replica set', () => {
  const t = mongoForTests()

  test('tells of other servers’ commits at once, by its change stream', async () => {
    const url = await t.fresh()
    const connection = await t.connection(url)
    expect(connection.abilities.changeStreams).toBe(true)
    const [a, b] = [await t.events(url), await t.events(url)]
    const follower = follow(b)
    await a.append(commitAfter(ticket(0), null))
    await expect.poll(() => follower.seen.length, { timeout: 10_000, interval: 5 }).toBe(1)
    const start = performance.now()
    for (let n = 1; n <= 10; n++) {
      await a.append(commitAfter(ticket(n), null))
      await expect.poll(() => follower.seen.length, { timeout: 10_000, interval: 5 }).toBe(n + 1)
    }
    // Asking now and then would take two seconds for each.
    expect(performance.now() - start).toBeLessThan(5000)
    await follower.stop()
  })

  test('checks that documents are what they should be', async () => {
    const connection = await t.connection(await t.fresh())
    const commits = connection.collection<{ _id: string }>('commits')
    await expect(commits.insertOne({ _id: 'ticket/1/0000000000000001' })).rejects.toMatchObject({ code: 121 })
  })

  test('plans whatever the pages ask without looking through a collection', async () => {
    const { commands, connection } = await askEverything(t)
    for (const command of commands) {
      const { lsid: _, $clusterTime: __, $db: ___, txnNumber: ____, ...asked } = command
      const plan = await connection.database.command({ explain: asked, verbosity: 'queryPlanner' })
      expect(stagesIn(plan), JSON.stringify(asked)).not.toContain('COLLSCAN')
      if (!lookupsIn(command).some(sortsFew)) expect(stagesIn(plan), JSON.stringify(asked)).not.toContain('SORT')
    }
  })
})

function stagesIn(plan: unknown): readonly unknown[] {
  if (typeof plan !== 'object' || plan === null) return []
  return Object.entries(plan).flatMap(([name, value]) => (name === 'stage' ? [value] : name === 'rejectedPlans' ? [] : stagesIn(value)))
}
