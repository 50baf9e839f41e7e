import { type Collection, type Db, type Document, MongoClient } from 'mongodb'
import { StoreUnavailable, UnusableStore } from '../errors.ts'
import { isDenied, storeError } from './failures.ts'

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
  /** Makes a call to the database. @throws StoreUnavailable where it can't be reached, or the store is closed; other errors stay what they are */
  ask<T>(call: () => Promise<T>): Promise<T>
  /** Fires when the store is closed. */
  readonly closed: AbortSignal
  readonly database: Db
  close(): Promise<void>
}

/** How long the database is waited for before a call is refused, in milliseconds. */
const REACH_MS = 5000
/** How long one call may take before its connection is given up. */
const ANSWER_MS = 20_000

/**
 * Connects, and asks the server what it is. Writes are acknowledged by most members of a replica set, and lie in their journals; reads see
 * nothing that could be rolled back.
 *
 * @throws UnusableStore for an address without a database's name, or one that doesn't let us in; StoreUnavailable
 */
export async function connect(url: string): Promise<Connection> {
  const client = openClient(url)
  const closing = new AbortController()
  const name = databaseOf(url)

  async function ask<T>(call: () => Promise<T>): Promise<T> {
    if (closing.signal.aborted) throw closed()
    try {
      return await call()
    } catch (error) {
      throw closing.signal.aborted ? closed() : storeError(error)
    }
  }

  async function close(): Promise<void> {
    if (closing.signal.aborted) return
    closing.abort()
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

function closed(): StoreUnavailable {
  return new StoreUnavailable('The store is closed.')
}
