import { type Collection, type Db, type Document, MongoClient } from 'mongodb'
import { UnusableStore } from '../errors.ts'
import { Heartbeats } from './heartbeats.ts'

/** How long the database is waited for before a call is refused, in milliseconds. */
const REACH_MS = 5000
/** How long the database may take for an answer before its connection is given up. */
const ANSWER_MS = 20_000
/** What no database can be called, or none should: then it is more likely that a password isn't written as it must be. */
const NO_NAME = /[\s/\\."$@:?]/

/**
 * The driver's client, which can be given up for another one. Whatever was taken from it (the database, its collections) uses the present
 * one from then on.
 */
export class Client {
  readonly #url: string
  readonly #name: string
  readonly #now: () => number
  #current: Opened
  readonly database: Db

  /**
   * Connects when it is first used. `now` is in milliseconds.
   *
   * @throws UnusableStore for what is no address, or one without a database's name
   */
  constructor(url: string, now: () => number) {
    this.#url = url
    this.#name = databaseOf(url)
    this.#now = now
    this.#current = this.#open()
    this.database = present(() => this.#current.database)
  }

  collection<D extends Document>(name: string): Collection<D> {
    return present(() => this.#current.database.collection<D>(name))
  }

  /** The one that calls go through now. */
  get current(): Opened {
    return this.#current
  }

  /**
   * Begins with another one, where nobody has done so yet, and nothing is known of the database's members. Whoever waits for an answer
   * through the old one gets none.
   */
  giveUp(opened: Opened): void {
    if (opened !== this.#current) return
    this.#current = this.#open()
    // Nobody waits for that: it asks the database, too, and may hang as everything else does with it.
    opened.client.close().catch(() => {})
  }

  close(): Promise<void> {
    return this.#current.client.close()
  }

  #open(): Opened {
    const client = openClient(this.#url)
    return { client, database: client.db(this.#name), heartbeats: new Heartbeats(client, this.#now) }
  }
}

/** A client of the driver that is in use. */
export type Opened = { readonly client: MongoClient; readonly database: Db; readonly heartbeats: Heartbeats }

/** Stands for what is there at the moment of each use. */
function present<T extends object>(current: () => T): T {
  return new Proxy(current(), {
    get(_, name) {
      const target = current()
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
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
  } catch {
    // What the driver says quotes the address, and perhaps the password in it.
    throw new UnusableStore(
      'STORE_URL is no address of a MongoDB. It should look like mongodb://user:password@host:27017/sealdesk, with special characters of the password percent-encoded.',
    )
  }
}

/** The path of the address. Members are parted by commas there, which a URL doesn't know. */
function databaseOf(url: string): string {
  const name = decoded(/^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]*)/.exec(url)?.[1] ?? '')
  if (name === '') throw new UnusableStore('STORE_URL names no database. Give it one, as in mongodb://127.0.0.1:27017/sealdesk.')
  if (name === null || NO_NAME.test(name))
    throw new UnusableStore('What STORE_URL names is no name of a database. If its password has a / or an @, write %2F or %40 instead.')
  return name
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
