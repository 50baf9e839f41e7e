import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import type { Connection } from '../../../../server/store/mongodb/connection.ts'
import { openMongoEvents } from '../../../../server/store/mongodb/mongo-events.ts'
import { asStored, commitAfter, storedOf, ticket } from '../../../contract/samples.ts'
import { mongoForTests } from './databases.ts'

const t = mongoForTests()

test('a follower gets what a member that is behind doesn’t show at first, though nothing comes after it', async () => {
  const url = await t.fresh()
  const store = await t.events(url)
  // A page is looked for twice: near by, and further on.
  const { connection, hidden } = behind(await t.connection(url), 'commits', 2)
  const follower = await openMongoEvents(connection)
  const stop = new AbortController()
  const first = (async () => {
    for await (const { events } of follower.feed(null, stop.signal)) return events.map(asStored)
    return []
  })()
  const commit = commitAfter(ticket(1), null)
  await store.append(commit)
  expect(await first).toEqual(storedOf(commit))
  expect(hidden()).toBe(2)
  stop.abort()
})

test('a commit that the feed names is looked for again where a member doesn’t show it', async () => {
  const url = await t.fresh()
  const store = await t.events(url)
  const commit = commitAfter(ticket(1), null, { events: 2 })
  await store.append(commit)
  const { connection, hidden } = behind(await t.connection(url), 'events', 1)
  const page = await (await openMongoEvents(connection)).feedPage(null)
  expect(page?.events.map(asStored)).toEqual(storedOf(commit))
  expect(hidden()).toBe(1)
})

test('a commit that is lost is no passing trouble', async () => {
  const url = await t.fresh()
  const store = await t.events(url)
  await store.append(commitAfter(ticket(1), null))
  await (await t.connection(url)).collection('commits').deleteMany({})
  const error = await store.events({}, { limit: 10, cursor: null }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(Error)
  expect(error).not.toBeInstanceOf(StoreUnavailable)
  expect(String(error)).toMatch(/the feed names the commit .* which isn’t there/)
})

/** A connection to a member that doesn't show documents with a field in its first answers that would have them. */
function behind(connection: Connection, field: string, answers: number) {
  let hidden = 0
  return {
    connection: {
      ...connection,
      async ask<T>(call: () => Promise<T>, withinMs?: number): Promise<T> {
        const answer = await connection.ask(call, withinMs)
        if (!Array.isArray(answer) || answer.length === 0 || !(field in answer[0]) || hidden === answers) return answer
        hidden += 1
        answer.length = 0
        return answer
      },
    },
    hidden: () => hidden,
  }
}
