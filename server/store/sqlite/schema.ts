import type { Database } from './database.ts'
import { integer, text } from './database.ts'
import { SCHEMA_1, SEARCH } from './schema-1.ts'
import { SCHEMA_2 } from './schema-2.ts'
import { SCHEMA_3 } from './schema-3.ts'

/** Marks a SQLite file as Sealdesk's, in its header: the bytes "Seal". */
export const APPLICATION_ID = 0x5365616c
/** What this version writes and reads. A file with a higher number was written by a newer version. */
export const SCHEMA_VERSION = 3

/** What each version adds to the one before. A new file is made the way an old one is brought up to date. */
const STEPS = [`${SCHEMA_1} ${SEARCH}`, SCHEMA_2, SCHEMA_3]

export function createSchema(database: Database): void {
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  migrate(database)
}

/** Brings a file of an older version up to this one, in one step. Nothing happens where it is of this version already. */
export function migrate(database: Database): void {
  const missing = STEPS.slice(schemaVersion(database))
  if (missing.length > 0) database.exec(`BEGIN IMMEDIATE; ${missing.join('')} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
}

/** The version a file is of, with what its journal adds. */
export function schemaVersion(database: Database): number {
  return database.get('PRAGMA user_version', row => integer(row, 'user_version')) ?? 0
}

/** Leaves nothing of deleted texts in the index. Takes as long as writing the index anew. */
export function mergeSearch(database: Database): void {
  database.exec(`INSERT INTO search (search) VALUES ('optimize')`)
}

/** Makes the text search anew, without a word in it: faster than to delete them all. */
export function recreateSearch(database: Database): void {
  database.exec(`DROP TABLE search; ${SEARCH}`)
}

/** The tables and indexes that a database lacks, of those of its own version. */
export function missingFromSchema(database: Database): readonly string[] {
  const present = new Set(database.all('SELECT name FROM sqlite_schema', row => text(row, 'name')))
  return STEPS.slice(0, schemaVersion(database))
    .flatMap(step => Array.from(step.matchAll(/CREATE (?:VIRTUAL )?(?:TABLE|INDEX) (\w+)/g), ([, name = '']) => name))
    .filter(name => !present.has(name))
}
