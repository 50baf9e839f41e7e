import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { createCollections } from '../../../../server/store/mongodb/collections.ts'
import { type Connection, connect } from '../../../../server/store/mongodb/connection.ts'
import { EVENT_COLLECTIONS } from '../../../../server/store/mongodb/event-collections.ts'
import { type EventParts, openMongoEvents } from '../../../../server/store/mongodb/mongo-events.ts'
import { HAS_MONGO, type MongoServer, NO_MONGO, startMongo } from '../../../support/mongodb.ts'

/** A database server for a file of tests; what a test opens is closed after it. */
export function mongoForTests() {
  vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 })
  let server: MongoServer | null = null
  const opened: Connection[] = []
  beforeAll(async () => {
    if (HAS_MONGO) server = await startMongo()
  })
  beforeEach(({ skip }) => skip(!HAS_MONGO, NO_MONGO))
  afterEach(async () => {
    for (const connection of opened.splice(0)) await connection.close()
  })
  afterAll(() => server?.close())

  const current = () => {
    if (server === null) throw new Error('there is a server within tests only')
    return server
  }

  async function connection(url: string): Promise<Connection> {
    const connection = await connect(url)
    opened.push(connection)
    return connection
  }

  return {
    get server() {
      return current()
    },
    /** The address of an empty database with everything that events need. */
    async fresh(): Promise<string> {
      const url = current().freshUrl()
      await createCollections(await connection(url), EVENT_COLLECTIONS)
      return url
    },
    connection,
    /** What a server has of events, on a connection that may be made worse. */
    async events(url: string, worse: (connection: Connection) => Connection = connection => connection): Promise<EventParts> {
      return openMongoEvents(worse(await connection(url)))
    },
  }
}

/** What becomes of a call to the database. */
export type Fate = 'passes' | 'gets lost' | 'isn’t answered'

/** A connection on which every call meets its fate, which may take its time. */
export function fated(fate: () => Fate | Promise<Fate>): (connection: Connection) => Connection {
  return connection => ({
    ...connection,
    async ask(call, withinMs) {
      const met = await fate()
      if (met === 'passes') return connection.ask(call, withinMs)
      if (met === 'isn’t answered') await connection.ask(call, withinMs).catch(() => {})
      throw new StoreUnavailable(`this call ${met}`)
    },
  })
}

/** Calls are counted once `n` is set: the n-th meets a fate of its own. */
export type Nth = { n: number | null; readonly fate: Exclude<Fate, 'passes'> }

/** Of calls that are counted, the n-th meets its fate, and those after it too where `forEver`: the process has died. */
export function fatedAt(nth: Nth, { forEver }: { readonly forEver: boolean }): (connection: Connection) => Connection {
  let calls = 0
  return fated(() => {
    if (nth.n === null || ++calls < nth.n) return 'passes'
    if (calls === nth.n) return nth.fate
    return forEver ? 'gets lost' : 'passes'
  })
}

/** Some calls get lost on their way, and the answers to some others. */
export function losing(random: () => number, share: number): (connection: Connection) => Connection {
  return fated(() => {
    const drawn = random()
    if (drawn >= share) return 'passes'
    return drawn < share / 2 ? 'gets lost' : 'isn’t answered'
  })
}

/** What a call rejects with. */
export async function refusal(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => new Error('it was not refused'),
    (error: unknown) => error,
  )
}
