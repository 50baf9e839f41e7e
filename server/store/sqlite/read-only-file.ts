import { existsSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { UnusableStore } from '../errors.ts'
import { Database, integer, sqliteCode } from './database.ts'
import { APPLICATION_ID } from './schema.ts'

/** How long a reader waits for a lock. */
const BUSY_MS = 5000

/**
 * A store's file, opened so that neither it nor anything beside it is written, while a server has it open or not.
 *
 * With a journal beside it, it is read together with that, as the server's own reader does. Without one nobody writes, and it is read as
 * if nobody ever could, since even a reader would put an empty journal beside it; `read` finds out when that has changed.
 */
export class ReadOnlyFile {
  readonly #file: string
  #database: Database
  /** What the file looked like when it was opened; null where it is read with its journal. */
  #stamp: string | null

  /** @throws UnusableStore where the file is missing, or no store */
  constructor(file: string) {
    this.#file = file
    this.#stamp = stampOf(file)
    this.#database = open(file, this.#stamp !== null)
  }

  /** Reads something, again if the file began to change meanwhile. */
  read<T>(work: (database: Database) => T): T {
    const attempt = settled(() => work(this.#database))
    if (this.#stamp === null || stampOf(this.#file) === this.#stamp) return attempt()
    this.#database.close()
    this.#stamp = null
    this.#database = open(this.#file, false)
    return work(this.#database)
  }

  close(): void {
    this.#database.close()
  }
}

/** Does the work now, and gives or throws later what came of it. */
function settled<T>(work: () => T): () => T {
  try {
    const value = work()
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}

/** Differs as soon as a server has written to the file; null where it has a journal, or had one until just now. */
function stampOf(file: string): string | null {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
  if (stats === undefined) throw new UnusableStore(`There is no file ${file}.`)
  return existsSync(`${file}-wal`) ? null : `${stats.ino} ${stats.size} ${stats.mtimeNs}`
}

function open(file: string, isAtRest: boolean): Database {
  let database: Database | null = null
  try {
    database = new Database(`${pathToFileURL(file).href}?${isAtRest ? 'immutable=1' : 'mode=ro'}`, BUSY_MS)
    const id = database.get('PRAGMA application_id', row => integer(row, 'application_id'))
    if (id !== APPLICATION_ID) throw new UnusableStore(`${file} is the SQLite database of another program.`)
    database.exec('PRAGMA cache_size = -65536')
    return database
  } catch (error) {
    database?.close()
    if (error instanceof UnusableStore) throw error
    const reason = sqliteCode(error) === 'SQLITE_NOTADB' ? 'is no SQLite database' : `can’t be read: ${String(error)}`
    throw new UnusableStore(`${file} ${reason}.`, { cause: error })
  }
}
