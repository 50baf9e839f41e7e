import { UnusableStore } from '../errors.ts'
import type { CollectionPlan } from './collections.ts'
import type { Connection } from './connection.ts'
import { isDuplicate } from './failures.ts'

/** What this version writes and reads. A database with a higher number was used by a newer version. */
export const SCHEMA_VERSION = 1

const NAME = 'schema'
const ID = 'sealdesk'
type SchemaDocument = { readonly _id: string; readonly version: number }

/**
 * Marks an empty database as Sealdesk's, before anything else is made in it.
 *
 * @throws UnusableStore where it is another program's, or a newer version's
 */
export async function markDatabase(connection: Connection, plans: readonly CollectionPlan[]): Promise<void> {
  if (await isMarked(connection)) return
  const present = await connection.ask(() => connection.database.listCollections({}, { nameOnly: true }).toArray())
  const ours = new Set([NAME, ...plans.map(({ name }) => name)])
  const foreign = present.find(({ name }) => !ours.has(name) && !name.startsWith('system.'))
  if (foreign !== undefined)
    throw new UnusableStore(
      `The database ${connection.database.databaseName} has a collection ${foreign.name}, which isn’t Sealdesk’s. Give STORE_URL a database of its own. Nothing was changed.`,
    )
  try {
    const marks = connection.collection<SchemaDocument>(NAME)
    await connection.ask(() => marks.insertOne({ _id: ID, version: SCHEMA_VERSION }))
  } catch (error) {
    // Another server starts at the same moment.
    if (!isDuplicate(error)) throw error
  }
}

/** @throws UnusableStore where the database isn't Sealdesk's, or a newer version's */
export async function checkMark(connection: Connection): Promise<void> {
  if (!(await isMarked(connection)))
    throw new UnusableStore(`The database ${connection.database.databaseName} holds no store of Sealdesk. Check STORE_URL.`)
}

async function isMarked(connection: Connection): Promise<boolean> {
  const marks = connection.collection<SchemaDocument>(NAME)
  const mark = await connection.ask(() => marks.findOne({ _id: ID }))
  if (mark !== null && mark.version > SCHEMA_VERSION)
    throw new UnusableStore(
      `The database ${connection.database.databaseName} was used by a newer version of Sealdesk (schema ${mark.version}; this one knows ${SCHEMA_VERSION}). Start the newer version. Nothing was changed.`,
    )
  return mark !== null
}
