import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { createCollections } from '../../../../server/store/mongodb/collections.ts'
import { type Connection, connect } from '../../../../server/store/mongodb/connection.ts'
import { EVENT_COLLECTIONS } from '../../../../server/store/mongodb/event-collections.ts'
import { type EventParts, openMongoEvents } from '../../../../server/store/mongodb/mongo-events.ts'
import { type MongoServer, startMongo } from '../../../support/mongodb.ts'

/** A database server for a file of tests; what a test opens is closed after it. */
export function mongoForTests() {
  vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 })
  let server: MongoServer | null = null
  const opened: Connection[] = []
  beforeAll(async () => {
    server = await startMongo()
  })
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

/** When a process dies: at its n-th call to the database since it was armed, before it has an effect or after. */
export type Death = { n: number | null; readonly when: 'before' | 'after' }

/** A connection of a process that dies. What it would have done later never happens. */
export function dying(death: Death): (connection: Connection) => Connection {
  let [calls, isDead] = [0, false]
  return connection => ({
    ...connection,
    async ask(call) {
      if (isDead) throw new StoreUnavailable('the process has died')
      if (death.n === null || ++calls < death.n) return connection.ask(call)
      isDead = true
      if (death.when === 'after') await connection.ask(call).catch(() => {})
      throw new StoreUnavailable('the process dies here')
    },
  })
}

/** A connection that loses some calls on their way, and the answers to some others. */
export function losing(random: () => number, share: number): (connection: Connection) => Connection {
  return connection => ({
    ...connection,
    async ask(call) {
      const fate = random()
      if (fate < share / 2) throw new StoreUnavailable('the call got lost')
      if (fate >= share) return connection.ask(call)
      await connection.ask(call).catch(() => {})
      throw new StoreUnavailable('the answer got lost')
    },
  })
}
