import { type Document, MongoClient, MongoServerError } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { collect, commitAfter, storedOf, ticket } from '../../../contract/samples.ts'
import { mongoForTests } from './databases.ts'
import { askEverything, sortsFew } from './everything-asked.ts'
import { lookupsIn } from './index-use.ts'
import { checkAll, follow, patiently, work } from './work.ts'

/**
 * What only a replica set can do. These tests can't run without one: MONGODB_URL names it. There is none where Sealdesk is built: nobody has seen
 * those of this file run there, so that one that fails may be wrong itself. (feed-watch.test.ts and failures.test.ts hold what they can of it
 * everywhere.)
 */
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

/**
 * What becomes of what is written, read and followed while the replica set is in trouble. Failures are made by the database itself: a step
 * down needs the role clusterAdmin, and `failCommand` a server that was started with `enableTestCommands`. Where they can't be had, the test
 * is skipped, and says so.
 */
describe('a replica set in trouble', () => {
  const t = mongoForTests()

  /** Asks the database for something that not every one does, with the rights of the address. Answers why it doesn't. */
  async function refusalOf(command: Document): Promise<string | null> {
    const client = new MongoClient(t.server.freshUrl())
    try {
      await client.db('admin').command(command)
      return null
    } catch (error) {
      // Who steps down may end the connection over which it was asked.
      return error instanceof MongoServerError ? `${Object.keys(command)[0]} can’t be had: ${error.message}` : null
    } finally {
      await client.close()
    }
  }

  /** Before anything is under way that a skipped test would leave behind. */
  async function orSkip(skip: (why: string) => void, command: Document): Promise<void> {
    const refusal = await refusalOf(command)
    if (refusal !== null) skip(refusal)
  }

  /** The next so many of these commands fail, for our servers only. */
  function failing(failCommands: readonly string[], times: number, how: object): Document {
    return { configureFailPoint: 'failCommand', mode: { times }, data: { failCommands, appName: 'sealdesk', ...how } }
  }

  const nothingFails: Document = { configureFailPoint: 'failCommand', mode: 'off' }
  const stepDown: Document = { replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5, force: true }

  test.for<[string, object]>([
    ['its connection ends', { closeConnection: true }],
    ['its member isn’t the primary any more', { errorCode: 11_602, errorLabels: ['ResumableChangeStreamError'] }],
    ['its token is too old', { errorCode: 286, errorLabels: ['NonResumableChangeStreamError'] }],
    ['it is invalidated', { errorCode: 346 }],
  ])('a stream that breaks off where %s skips nothing, and tells at once again', async ([, how], { skip }) => {
    await orSkip(skip, nothingFails)
    const url = await t.fresh()
    const [a, b] = [await t.events(url), await t.events(url)]
    const follower = follow(b)
    await a.append(commitAfter(ticket(0), null))
    await expect.poll(() => follower.seen.length, { timeout: 10_000 }).toBe(1)
    expect(await refusalOf(failing(['getMore'], 1, how))).toBeNull()
    for (let n = 1; n <= 5; n++) await a.append(commitAfter(ticket(n), null))
    await expect.poll(() => follower.seen.length, { timeout: 20_000 }).toBe(6)
    const start = performance.now()
    for (let n = 6; n <= 15; n++) {
      await a.append(commitAfter(ticket(n), null))
      await expect.poll(() => follower.seen.length, { timeout: 10_000, interval: 5 }).toBe(n + 1)
    }
    // Asking now and then would take two seconds for each.
    expect(performance.now() - start).toBeLessThan(8000)
    expect((await follower.stop()).map(({ position }) => Number(position))).toEqual(Array.from({ length: 16 }, (_, i) => i + 1))
  })

  test.for<[string, object]>([
    [
      'only some members have it',
      { writeConcernError: { code: 64, errmsg: 'waiting for replication timed out', errInfo: { wtimeout: true } } },
    ],
    ['the server stops', { errorCode: 91, closeConnection: false, errorLabels: ['RetryableWriteError'] }],
    ['it was killed', { errorCode: 11_601 }],
    ['the connection ends', { closeConnection: true }],
  ])('a commit of whose insert nobody knows, since %s, is there once', async ([, how], { skip }) => {
    const url = await t.fresh()
    const store = await t.events(url)
    const commit = commitAfter(ticket(1), null)
    // The driver tries once more by itself.
    await orSkip(skip, failing(['insert'], 2, how))
    const { outcome } = await patiently(() => store.append(commit))
    expect(['appended', 'duplicate']).toContain(outcome)
    expect(await collect(store.chain(ticket(1), 0))).toEqual(storedOf(commit))
  })

  test('a primary that steps down while servers append: nothing acknowledged is lost, nothing is there twice', async ({ skip }) => {
    await orSkip(skip, stepDown)
    const url = await patiently(() => t.fresh())
    const servers = [await t.events(url), await t.events(url)]
    const follower = follow(await t.events(url))
    const working = Promise.all(servers.map((server, place) => work(server, place, 60)))
    for (const seen of [30, 100]) {
      await expect.poll(() => follower.seen.length, { timeout: 60_000 }).toBeGreaterThan(seen)
      // One that has just been elected may refuse: then it goes on as the primary.
      await refusalOf(stepDown)
    }
    await checkAll(await t.events(url), (await working).flat(), follower)
  })
})

function stagesIn(plan: unknown): readonly unknown[] {
  if (typeof plan !== 'object' || plan === null) return []
  return Object.entries(plan).flatMap(([name, value]) => (name === 'stage' ? [value] : name === 'rejectedPlans' ? [] : stagesIn(value)))
}
