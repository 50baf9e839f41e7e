import type { CommandStartedEvent, Document } from 'mongodb'
import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import type { Connection } from '../../../../server/store/mongodb/connection.ts'
import type { CommitDocument } from '../../../../server/store/mongodb/event-documents.ts'
import { openMongoEvents } from '../../../../server/store/mongodb/mongo-events.ts'
import { asStored, commitAfter, storedOf, ticket } from '../../../contract/samples.ts'
import { fatedAt, mongoForTests, type Nth } from './databases.ts'
import { follow } from './work.ts'

const t = mongoForTests()

/** Two reads, the insert, the place in the feed, the mark. */
const CALLS = { head: 1, insert: 3, append: 5 }

test('what was placed here counts while its mark isn’t seen yet, and isn’t settled again and again', async () => {
  const url = await t.fresh()
  const raw = await t.connection(url)
  const [here, elsewhere] = [counting(await t.connection(url)), counting(await t.connection(url))]
  const [a, b] = [await openMongoEvents(here.connection), await openMongoEvents(elsewhere.connection)]
  const commit = commitAfter(ticket(1), null)
  await a.append(commit)
  const head = { version: 1, hash: commit.events[0]?.hash ?? '' }

  await unmark(raw)
  here.reset()
  expect(await a.head(ticket(1))).toEqual(head)
  expect(here.calls).toBe(CALLS.head)
  // Another server settles it once.
  expect(await b.head(ticket(1))).toEqual(head)
  await unmark(raw)
  elsewhere.reset()
  expect(await b.head(ticket(1))).toEqual(head)
  expect(elsewhere.calls).toBe(CALLS.head)
  expect(await b.append(commitAfter(ticket(1), head))).toEqual({ outcome: 'appended' })
  expect(elsewhere.calls).toBe(CALLS.head + CALLS.append)
})

test('what is left unsettled is looked for as the primary has it, without loading any of it', async () => {
  const url = await t.fresh()
  const connection = await t.connection(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`)
  const commands: Document[] = []
  connection.database.client.on('commandStarted', ({ command }: CommandStartedEvent) => commands.push(command))
  await openMongoEvents(connection)
  const looks = commands.filter(({ find, filter }) => find === 'commits' && filter.pending)
  expect(looks.length).toBeGreaterThan(0)
  for (const { projection, readConcern } of looks) {
    expect(readConcern).toMatchObject({ level: 'local' })
    expect(projection).toMatchObject({ hash: 1 })
    expect(projection).not.toHaveProperty('events')
  }
})

test('one commit that can’t be settled holds up nobody else, at a start and later', async () => {
  const url = await t.fresh()
  const commits = (await t.connection(url)).collection<CommitDocument>('commits')
  await leave(url, 1)
  // Nothing can be kept under such a name: it is no text.
  await commits.updateOne({ pending: true }, { $set: { guard: ['broken'] } } as object, { bypassDocumentValidation: true })
  const good = [await leave(url, 2)]
  const stuck: unknown[] = []
  const server = await openMongoEvents(await t.connection(url), { onStuck: error => stuck.push(error) })
  expect(stuck).toHaveLength(1)
  expect(stuck[0]).not.toBeInstanceOf(StoreUnavailable)
  const follower = follow(server)
  await expect.poll(() => follower.seen.length).toBe(1)
  good.push(await leave(url, 3))
  await expect.poll(() => follower.seen.length, { timeout: 20_000 }).toBe(2)
  expect((await follower.stop()).map(asStored)).toEqual(storedOf(...good))
  // A commit counts before its mark is gone.
  await expect.poll(() => commits.countDocuments({ pending: true })).toBe(1)
  // Told once, and whoever asks for it.
  expect(stuck).toHaveLength(1)
  await expect(server.head(ticket(1))).rejects.toThrow()
})

/** A commit that a server inserts and then dies. */
async function leave(url: string, n: number) {
  const death: Nth = { n: null, fate: 'isn’t answered' }
  const server = await t.events(url, fatedAt(death, { forEver: true }))
  death.n = CALLS.insert
  const commit = commitAfter(ticket(n), null)
  await expect(server.append(commit)).rejects.toBeInstanceOf(StoreUnavailable)
  return commit
}

/** As a commit is seen as long as its mark has not reached most members of a replica set. */
async function unmark(connection: Connection): Promise<void> {
  const commits = connection.collection<CommitDocument>('commits')
  await commits.updateOne({ aggregate: `ticket/${ticket(1).id}` }, { $set: { pending: true, after: 0 }, $unset: { position: '' } })
}

function counting(connection: Connection) {
  let calls = 0
  return {
    connection: {
      ...connection,
      ask<T>(call: () => Promise<T>, withinMs?: number): Promise<T> {
        calls += 1
        return connection.ask(call, withinMs)
      },
    },
    get calls() {
      return calls
    },
    reset() {
      calls = 0
    },
  }
}
