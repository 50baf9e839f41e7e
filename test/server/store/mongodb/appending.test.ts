import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { type CommitDocument, commitDocument } from '../../../../server/store/mongodb/event-documents.ts'
import { openMongoEvents } from '../../../../server/store/mongodb/mongo-events.ts'
import { collect, commitAfter, newCommand, storedOf, ticket } from '../../../contract/samples.ts'
import { mongoForTests } from './databases.ts'
import { sleeping } from './rows.ts'

const t = mongoForTests()

/** Opening takes two calls; then an append reads twice, and inserts. */
const CALLS = { secondRead: 4, insert: 5 }

test('a command is a duplicate also where another server has appended it between two reads', async () => {
  const url = await t.fresh()
  const other = await t.events(url)
  const { connection, asleep, wake } = await sleeping(t, url, CALLS.secondRead)
  const server = await openMongoEvents(connection)
  const commandId = newCommand()
  const first = commitAfter(ticket(1), null, { commandId })
  const again = commitAfter(ticket(1), { version: 1, hash: first.events[0]?.hash ?? '' }, { commandId })
  const answer = server.append(again)
  await asleep
  await other.append(first)
  wake()
  expect(await answer).toEqual({ outcome: 'duplicate', commandId })
  expect(await collect(other.chain(ticket(1), 0))).toEqual(storedOf(first))
})

test('the database itself takes no command of an aggregate twice, and any number of events of one', async () => {
  const url = await t.fresh()
  const commits = (await t.connection(url)).collection<CommitDocument>('commits')
  const commandId = newCommand()
  const first = commitAfter(ticket(1), null, { commandId, events: 3 })
  await commits.insertOne(commitDocument(first, 0))
  const again = commitAfter(ticket(1), { version: 3, hash: first.events[2]?.hash ?? '' }, { commandId })
  await expect(commits.insertOne(commitDocument(again, 0))).rejects.toMatchObject({ code: 11_000 })
  await commits.insertOne(commitDocument(commitAfter(ticket(2), null, { commandId }), 0))
})

test('an append has one time in all, and holds nobody up for longer', async () => {
  const url = await t.fresh()
  const { connection, asleep, wake } = await sleeping(t, url, CALLS.insert)
  const server = await openMongoEvents(connection, { appendWithinMs: 1000 })
  const hanging = server.append(commitAfter(ticket(1), null)).catch((error: unknown) => error)
  await asleep
  expect(await hanging).toBeInstanceOf(StoreUnavailable)
  const next = commitAfter(ticket(1), await server.head(ticket(1)))
  expect(await server.append(next)).toEqual({ outcome: 'appended' })
  wake()
  // What was on its way finds the version taken.
  expect((await collect(server.chain(ticket(1), 0))).slice(-1)).toEqual(storedOf(next))
})
