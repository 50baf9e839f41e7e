import { type Collection, type Db, type Document, MongoCompatibilityError } from 'mongodb'
import { StoreUnavailable, UnusableStore } from '../errors.ts'
import { inTime } from '../in-time.ts'
import { Client } from './client.ts'
import { isOver, isUnauthenticated, storeError } from './failures.ts'

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
   * @throws StoreUnavailable where it can't be reached, doesn't answer, or the store is closed meanwhile; other errors stay what they are
   */
  ask<T>(call: () => Promise<T>, withinMs?: number): Promise<T>
  /** Fires when the store is closed. */
  readonly closed: AbortSignal
  readonly database: Db
  /** Refuses what is under way at once, and takes a second at most. */
  close(): Promise<void>
}

/**
 * How long one call may take with everything that the driver tries for it, in milliseconds. Over a connection that ends at the moment of
 * sending, it would wait for ever, as heartbeats do.
 */
const CALL_MS = 60_000
/** How long a server that stops waits until the database has been told. */
const CLOSE_MS = 1000
/** What a MongoDB 6.0 calls its protocol: it is tried with nothing older. */
const OLDEST_PROTOCOL = 17

/**
 * Connects, and asks the server what it is. Writes are acknowledged by most members of a replica set, and lie in their journals; reads see
 * nothing that could be rolled back.
 *
 * @throws UnusableStore for an address without a database's name, one that doesn't let us in, or a server that is too old; StoreUnavailable
 */
export async function connect(url: string): Promise<Connection> {
  const client = new Client(url, () => performance.now())
  const closing = new AbortController()
  const refuse = new Set<(error: StoreUnavailable) => void>()

  /** A call as it ends, or as it is refused where the store is closed before. */
  function unlessClosed<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      refuse.add(reject)
      call.then(resolve, reject).finally(() => refuse.delete(reject))
    })
  }

  async function ask<T>(call: () => Promise<T>, withinMs = CALL_MS): Promise<T> {
    if (closing.signal.aborted) throw closed()
    const used = client.current
    try {
      return await unlessClosed(inTime(call(), withinMs))
    } catch (error) {
      if (closing.signal.aborted) throw closed()
      const failure = storeError(error)
      if (failure instanceof StoreUnavailable && (used.heartbeats.isStuck() || isOver(error))) client.giveUp(used)
      throw failure
    }
  }

  async function close(): Promise<void> {
    if (closing.signal.aborted) return
    closing.abort()
    for (const reject of refuse) reject(closed())
    // What the database isn't told, it finds out.
    await inTime(client.close(), CLOSE_MS).catch(() => {})
  }

  try {
    const hello = await ask(() => client.database.command({ hello: 1 }))
    if (Number(hello.maxWireVersion) < OLDEST_PROTOCOL) throw tooOld()
    return {
      abilities: {
        changeStreams: typeof hello.setName === 'string' || hello.msg === 'isdbgrid',
        maxDocumentBytes: Number(hello.maxBsonObjectSize),
      },
      collection: name => client.collection(name),
      ask,
      closed: closing.signal,
      database: client.database,
      close,
    }
  } catch (error) {
    await close()
    if (isUnauthenticated(error))
      throw new UnusableStore('The database doesn’t accept the name and password in STORE_URL.', { cause: error })
    if (error instanceof MongoCompatibilityError) throw tooOld()
    throw error
  }
}

function tooOld(): UnusableStore {
  return new UnusableStore('The database in STORE_URL is older than MongoDB 6.0. Give Sealdesk a newer one. Nothing was changed.')
}

function closed(): StoreUnavailable {
  return new StoreUnavailable('The store is closed.')
}
