import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UnusableStore } from '../errors.ts'
import { Database, sqliteCode, text } from './database.ts'
import { checkFileHeader, newerVersion } from './file-header.ts'
import { createPrivately, sizeOf, sync } from './files.ts'
import { createSchema, migrate, missingFromSchema, SCHEMA_VERSION, schemaVersion } from './schema.ts'

/**
 * Up to this size all of a file is checked at start, which takes some 0.3 s; most of that is the text search, which can be made anew.
 * Of larger ones only what is small and can't be made anew, so that a start with 100,000 tickets stays well under 3 s; and the events
 * (0.5 s for 600,000) where the last stop wasn't a clean one. Their hashes are checked whenever they are read.
 */
const CHECK_ALL_BYTES = 128 * 1024 * 1024
const CHECK_EVENTS_BYTES = 1024 * 1024 * 1024
/** By the version of the schema that brought them. */
const CHECKED_ALWAYS = [
  ['aggregates', 'settings', 'counters', 'accounts', 'account_names', 'sessions'],
  ['epochs', 'block_headers'],
]
/** How long a writer waits for a reader at a checkpoint. */
const BUSY_MS = 5000

/** The open store file, to be written by this process alone. `lock` is held until it is closed. */
export type OpenFile = { readonly database: Database; readonly lock: Database }

/**
 * Opens the store's file for writing, or makes a new one, with the folders above it.
 *
 * A file that can't be used is left as it is, byte by byte: it is looked at before anything opens it for writing.
 * @throws UnusableStore
 */
export function openFile(file: string): OpenFile {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const lock = takeLock(file)
    try {
      if (!existsSync(file)) createFile(file)
      checkFileHeader(file)
      checkDatabase(file)
      const database = openForWriting(file)
      migrate(database)
      return { database, lock }
    } catch (error) {
      lock.close()
      throw error
    }
  } catch (error) {
    throw error instanceof UnusableStore ? error : unusable(file, error)
  }
}

/**
 * One process at a time. The lock is a transaction that stays open on a file of its own, and ends with the process, however that ends.
 */
function takeLock(file: string): Database {
  const path = `${file}-lock`
  createPrivately(path)
  let lock: Database | null = null
  try {
    lock = new Database(path)
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY'))
      throw new UnusableStore(
        `${file} is open in another process of Sealdesk. Stop that one first, or give this one another STORE_URL: a store has one process.`,
      )
    if (sqliteCode(error) === 'SQLITE_NOTADB')
      throw new UnusableStore(`${path} should be the store's lock, and is something else. Move it away, or give STORE_URL another path.`)
    throw error
  }
}

/** A new file gets its name when it is whole: a crash while it is made leaves nothing that looks like a store. */
function createFile(file: string): void {
  if (sizeOf(`${file}-wal`) > 0)
    throw new UnusableStore(
      `${file} is missing, but its journal ${file}-wal is there. Bring the file back beside it; if it is gone for good, restore a backup and move the journal away.`,
    )
  const unfinished = `${file}-new`
  for (const path of [unfinished, `${unfinished}-journal`]) rmSync(path, { force: true })
  createPrivately(unfinished)
  const database = new Database(unfinished)
  createSchema(database)
  database.close()
  renameSync(unfinished, file)
  sync(dirname(file))
}

/** Looks into the file, with what its journal adds, by a connection that can't write. Names what is wrong with it. */
function checkDatabase(file: string): void {
  const hadIndex = existsSync(`${file}-shm`)
  // Without a journal nothing needs to appear beside the file. A journal is read through its index, which is made for that.
  const wasKilled = sizeOf(`${file}-wal`) > 0
  const mode = wasKilled ? 'mode=ro' : 'immutable=1'
  try {
    const database = new Database(`${pathToFileURL(file).href}?${mode}`, BUSY_MS)
    try {
      const version = schemaVersion(database)
      // The file's own header is older than what its journal adds.
      if (version > SCHEMA_VERSION) throw newerVersion(file, version)
      const missing = missingFromSchema(database)
      if (missing.length > 0) throw new UnusableStore(damaged(file, `it lacks ${missing.join(', ')}`))
      const finding = checkPages(database, sizeOf(file), wasKilled)
      if (finding !== null) throw new UnusableStore(damaged(file, finding))
    } finally {
      database.close()
    }
  } catch (error) {
    // Where the store doesn't open, nobody else would take it away again.
    if (!hadIndex) rmSync(`${file}-shm`, { force: true })
    const code = sqliteCode(error)
    if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB' || code?.startsWith('SQLITE_CORRUPT_'))
      throw new UnusableStore(damaged(file, error instanceof Error ? error.message : code), { cause: error })
    throw error
  }
}

/** What SQLite's own check finds first, or null. */
function checkPages(database: Database, size: number, wasKilled: boolean): string | null {
  const events = wasKilled && size <= CHECK_EVENTS_BYTES ? ['events'] : []
  // The number 1 in a table's place asks for the first finding in the whole file.
  const tables = size <= CHECK_ALL_BYTES ? ['1'] : [...CHECKED_ALWAYS.slice(0, schemaVersion(database)).flat(), ...events]
  for (const table of tables) {
    const finding = database.get(`PRAGMA quick_check(${table})`, row => text(row, 'quick_check'))
    // Several lines, of which the first names the database.
    if (finding !== 'ok') return finding?.split('\n').at(-1) ?? 'it can’t be checked'
  }
  return null
}

function openForWriting(file: string): Database {
  const database = new Database(file, BUSY_MS)
  // Every commit is synced. What is deleted is overwritten, since erased content must not be found in the file.
  database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -32768; PRAGMA foreign_keys = OFF')
  const mode = database.get('PRAGMA journal_mode = WAL', row => text(row, 'journal_mode'))
  if (mode !== 'wal') throw new UnusableStore(`${file} lies on a file system without shared memory. Give STORE_URL a path on a local disk.`)
  return database
}

function damaged(file: string, finding: string): string {
  return `${file} is damaged: ${finding}. Put a backup in its place. The file was not changed.`
}

function unusable(file: string, error: unknown): UnusableStore {
  const reason = error instanceof Error ? error.message : String(error)
  return new UnusableStore(`${file} can’t be opened: ${reason}. Check the path in STORE_URL and its permissions.`, { cause: error })
}
