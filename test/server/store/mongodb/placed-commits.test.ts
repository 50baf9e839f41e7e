import { expect, test } from 'vitest'
import { GuardRevoked, StoreUnavailable } from '../../../../server/store/errors.ts'
import { openEventReads } from '../../../../server/store/mongodb/mongo-events.ts'
import { collect, commitAfter, storedOf, ticket } from '../../../contract/samples.ts'
import { fatedAt, mongoForTests, type Nth } from './databases.ts'
import { sleeping } from './rows.ts'

const t = mongoForTests()

/** Two reads, the insert, the place in the feed, the mark. */
const [INSERT, MARK] = [3, 5]

test('what is acknowledged is seen by those who only look, though its mark got lost', async () => {
  const url = await t.fresh()
  const loss: Nth = { n: null, fate: 'gets lost' }
  const server = await t.events(url, fatedAt(loss, { forEver: false }))
  await server.append(commitAfter(ticket(1), null))
  const first = await t.events(url)
  const head = await first.head(ticket(1))
  loss.n = MARK
  const commit = commitAfter(ticket(1), head, { events: 2, erase: [1] })
  // What it erases takes three calls before its place.
  loss.n += 3
  expect(await server.append(commit)).toEqual({ outcome: 'appended' })
  expect(await (await t.connection(url)).collection('commits').countDocuments({ pending: true })).toBe(1)

  const reads = openEventReads(await t.connection(url))
  const seen = { version: 3, hash: commit.events[1]?.hash }
  expect(await reads.head(ticket(1))).toEqual(seen)
  expect(await collect(reads.aggregates())).toEqual([{ aggregate: ticket(1), ...seen }])
  const chain = await collect(reads.chain(ticket(1), 0))
  expect(chain.slice(1)).toEqual(storedOf(commit))
  expect(chain[0]?.content).toBeNull()
  expect(await reads.chainPage(ticket(1), 1, 1)).toEqual(storedOf(commit).slice(0, 1))
  expect(await reads.outcome(ticket(1), commit.events[0]?.fields.commandId ?? '')).toEqual(storedOf(commit))
})

test('what was taken back is not seen though another commit has its id, and its place in the feed', async () => {
  const url = await t.fresh()
  const healthy = await t.events(url)
  const death: Nth = { n: null, fate: 'isn’t answered' }
  const dying = await t.events(url, fatedAt(death, { forEver: true }))
  death.n = INSERT
  const commit = commitAfter(ticket(1), null, { guard: 'a place' })
  await expect(dying.append(commit)).rejects.toBeInstanceOf(StoreUnavailable)
  // It meets the commit, reads what is known of it, and sleeps before it looks for its place.
  const { connection, asleep, wake } = await sleeping(t, url, 3)
  const head = openEventReads(connection).head(ticket(1))
  await asleep
  expect(await healthy.revoke('a place')).toBe(true)
  await expect(healthy.append(commit)).rejects.toBeInstanceOf(GuardRevoked)
  expect(await healthy.append(commitAfter(ticket(1), null, { content: 'another one' }))).toEqual({ outcome: 'appended' })
  wake()
  expect(await head).toBeNull()
})
