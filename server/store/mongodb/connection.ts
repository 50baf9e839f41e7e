import { type Collection, type Db, type Document, MongoClient, MongoNotConnectedError } from 'mongodb'
import { StoreUnavailable, UnusableStore } from '../errors.ts'
import { isDenied, isUnreachable, storeError } from './failures.ts'
import { Heartbeats } from './heartbeats.ts'
import { inTime } from './in-time.ts'

/** What the server can do, as it says itself. */
export type ServerAbilities = {
  /** A replica set or a sharded cluster: it tells of changes, and has transactions. */
  readonly changeStreams: boolean
  /** The longest document it takes, in bytes. */
  readonly maxDocumentBytes: number
}

/** The database, for the parts of the store. */
export type Connection = {
  readonly abilities: ServerAbilities
  collection<D extends Document>(name: string): Collection<D>
  /**
   * Makes a call to the database, which may take a minute, or so many milliseconds.
   * @throws StoreUnavailable where it can't be reached, doesn't answer, or the store is closed; other errors stay what they are
   */
  ask<T>(call: () => Promise<T>, withinMs?: number): Promise<T>
  /** Fires when the store is closed. */
  readonly closed: AbortSignal
  readonly database: Db
  close(): Promise<void>
}

/** How long the database is waited for before a call is refused, in milliseconds. */
const REACH_MS = 5000
/** How long the database may take for an answer before its connection is given up. */
const ANSWER_MS = 20_000
/**
 * How long one call may take with everything that the driver tries for it. Over a connection that ends at the moment of sending, it would wait
 * for ever, as heartbeats do.
 */
const CALL_MS = 60_000

/**
 * Connects, and asks the server what it is. Writes are acknowledged by most members of a replica set, and lie in their journals; reads see
 * nothing that could be rolled back.
 *
 * @throws UnusableStore for an address without a database's name, or one that doesn't let us in; StoreUnavailable
 */
export async function connect(url: string): Promise<Connection> {
  const client = openClient(url)
  const heartbeats = new Heartbeats(client, () => performance.now())
  const closing = new AbortController()
  const name = databaseOf(url)
  let renewing: Promise<void> | null = null

  async function ask<T>(call: () => Promise<T>, withinMs = CALL_MS): Promise<T> {
    if (closing.signal.aborted) throw closed()
    try {
      return await inTime(renewing === null ? call() : renewing.then(call), withinMs)
    } catch (error) {
      if (closing.signal.aborted) throw closed()
      if (isUnreachable(error) && (heartbeats.isStuck() || isNotConnected(error))) renew()
      throw storeError(error)
    }
  }

  /** Connects anew, with everything that is known of the database's members forgotten. Who asks meanwhile waits for it. */
  function renew(): void {
    if (renewing !== null) return
    const renewed = client.close().then(async () => {
      if (!closing.signal.aborted) await client.connect()
    })
    const isOver = () => {
      renewing = null
    }
    renewing = renewed
    renewed.then(isOver, isOver)
  }

  async function close(): Promise<void> {
    if (closing.signal.aborted) return
    closing.abort()
    await renewing?.catch(() => {})
    await client.close()
  }

  try {
    const database = client.db(name)
    const hello = await ask(() => database.command({ hello: 1 }))
    return {
      abilities: {
        changeStreams: typeof hello.setName === 'string' || hello.msg === 'isdbgrid',
        maxDocumentBytes: Number(hello.maxBsonObjectSize),
      },
      collection: collection => database.collection(collection),
      ask,
      closed: closing.signal,
      database,
      close,
    }
  } catch (error) {
    await close()
    if (isDenied(error)) throw new UnusableStore('The database doesn’t accept the name and password in STORE_URL.', { cause: error })
    throw error
  }
}

function openClient(url: string): MongoClient {
  try {
    return new MongoClient(url, {
      appName: 'sealdesk',
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      // Other members may be behind: what was acknowledged has to be seen by the next read.
      readPreference: 'primary',
      serverSelectionTimeoutMS: REACH_MS,
      connectTimeoutMS: REACH_MS,
      socketTimeoutMS: ANSWER_MS,
      // Nothing is left out in silence, and what is null stays null.
      ignoreUndefined: false,
    })
  } catch (error) {
    throw new UnusableStore(`STORE_URL is no address of a MongoDB: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

/** The path of the address. Members are parted by commas there, which a URL doesn't know. */
function databaseOf(url: string): string {
  const name = decodeURIComponent(/^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]*)/.exec(url)?.[1] ?? '')
  if (name === '') throw new UnusableStore('STORE_URL names no database. Give it one, as in mongodb://127.0.0.1:27017/sealdesk.')
  return name
}

/** Whether connecting anew has failed before: nobody else tries again. */
function isNotConnected(error: unknown): boolean {
  return error instanceof MongoNotConnectedError
}

function closed(): StoreUnavailable {
  return new StoreUnavailable('The store is closed.')
}
