import { MongoServerError } from 'mongodb'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Signal } from '../../../../server/store/feed.ts'
import type { Connection } from '../../../../server/store/mongodb/connection.ts'
import { eventCollections } from '../../../../server/store/mongodb/event-collections.ts'
import { FeedLine } from '../../../../server/store/mongodb/feed-line.ts'
import { type Changes, FeedWatch } from '../../../../server/store/mongodb/feed-watch.ts'
import { Settling } from '../../../../server/store/mongodb/settling.ts'
import { commitAfter, ticket } from '../../../contract/samples.ts'
import { mongoForTests } from './databases.ts'

/** What a call through the stream may take here, in milliseconds, where it is never answered. */
const ANSWERED_WITHIN_MS = 2_000

/** A stream of changes that says what the test tells it to: one thing for each time it is asked, and nothing at all after that. */
type Script = readonly (() => Promise<unknown>)[]

const event: Script[number] = async () => ({ _id: 'a change' })
const nothingYet: Script[number] = () => new Promise(resolve => setTimeout(resolve, 5, null))
const hangs: Script[number] = () => new Promise(() => {})

describe('a database that tells of changes', () => {
  const t = mongoForTests()

  /**
   * A server that hears of commits by streams alone: when it asks now and then, it is never answered. The streams follow the scripts,
   * and the last one goes on as it likes. Answers what the server knows, and another one that appends.
   */
  async function listening(scripts: readonly Script[], close: () => Promise<void> = async () => {}) {
    const url = await t.fresh()
    const connection = await t.connection(url)
    const collections = eventCollections(connection)
    let polls = 0
    const streaming: Connection = {
      ...connection,
      abilities: { ...connection.abilities, changeStreams: true },
      ask: call => connection.ask(call, ANSWERED_WITHIN_MS),
    }
    const deafAtFirst: Connection = { ...connection, ask: call => (polls++ === 0 ? new Promise(() => {}) : connection.ask(call)) }
    const opened: Changes[] = []
    let asked = 0
    function watch(): Changes {
      const script = [...(scripts[opened.length] ?? [])]
      const stream = {
        closed: false,
        async tryNext() {
          asked += 1
          return (script.shift() ?? hangs)()
        },
        close() {
          stream.closed = true
          return close()
        },
      }
      opened.push(stream)
      return stream
    }
    const grown = new Signal()
    const line = new FeedLine(deafAtFirst, collections, grown)
    const settling = new Settling(connection, collections, new FeedLine(connection, collections, new Signal()), () => {})
    const end = new FeedWatch(streaming, { feed: { watch } }, line, settling, grown).begin()
    onTestFinished(end)
    const other = await t.events(url)
    return { line, opened, grown, asked: () => asked, end, append: (n: number) => other.append(commitAfter(ticket(n), null)) }
  }

  /** Something that is told when the test says so. */
  function told() {
    let tell = () => {}
    const happened = new Promise<void>(resolve => {
      tell = resolve
    })
    return { tell, when: (next: Script[number]) => () => happened.then(next) }
  }

  const soon = { timeout: 30_000 }

  test('wakes by each of them', async () => {
    const [first, second] = [told(), told()]
    const { line, append } = await listening([[nothingYet, first.when(event), second.when(event)]])
    await append(1)
    first.tell()
    await expect.poll(() => line.tail, soon).toBe(1)
    await append(2)
    second.tell()
    await expect.poll(() => line.tail, soon).toBe(2)
  })

  test('goes on being asked where there is nothing yet, with one stream', async () => {
    const later = told()
    const { line, append, opened, asked } = await listening([[nothingYet, nothingYet, nothingYet, nothingYet, later.when(event)]])
    await expect.poll(asked, soon).toBe(5)
    await append(1)
    later.tell()
    await expect.poll(() => line.tail, soon).toBe(1)
    expect(opened).toHaveLength(1)
  })

  test('is looked at once more when its stream stands, so that nothing is missed that was appended before', async () => {
    const standing = told()
    const { line, append } = await listening([[standing.when(nothingYet)]])
    await append(1)
    standing.tell()
    await expect.poll(() => line.tail, soon).toBe(1)
  })

  test.each<[string, Script[number]]>([
    [
      'doesn’t have the place any more where its stream was',
      () => Promise.reject(new MongoServerError({ code: 286, message: 'resume of change stream was not possible' })),
    ],
    ['has another primary', () => Promise.reject(new MongoServerError({ code: 11_602, message: 'interrupted' }))],
    ['never answers', hangs],
  ])('is listened to anew where it %s, and nothing is skipped', async (_, ends) => {
    const [broken, again] = [told(), told()]
    const { line, append, opened } = await listening([
      [nothingYet, broken.when(ends)],
      [again.when(nothingYet), event],
    ])
    await append(1)
    broken.tell()
    await expect.poll(() => opened.length, soon).toBe(2)
    expect(opened[0]?.closed).toBe(true)
    await append(2)
    again.tell()
    await expect.poll(() => line.tail, soon).toBe(2)
  })

  test('is listened to anew where the old stream can’t be closed', async () => {
    const { line, append, opened } = await listening([[nothingYet, hangs], [nothingYet, hangs], [nothingYet]], () => new Promise(() => {}))
    await append(1)
    await expect.poll(() => opened.length, soon).toBe(3)
    await expect.poll(() => line.tail, soon).toBe(1)
  })

  test('isn’t asked again and again where it has ended the stream: another one is opened', async () => {
    const { opened, asked } = await listening([
      [
        nothingYet,
        async () => {
          void opened[0]?.close()
          return null
        },
      ],
    ])
    await expect.poll(() => opened.length, soon).toBe(2)
    expect(asked()).toBeLessThanOrEqual(3)
  })

  test('is left alone when nobody follows any more', async () => {
    const last = told()
    const { opened, asked, end } = await listening([[nothingYet, last.when(nothingYet), event, event]])
    await expect.poll(asked, soon).toBe(2)
    end()
    last.tell()
    await expect.poll(() => opened[0]?.closed, soon).toBe(true)
    expect(opened).toHaveLength(1)
    expect(asked()).toBe(2)
  })
})
