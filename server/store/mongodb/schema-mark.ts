import { UnusableStore } from '../errors.ts'
import type { Connection } from './connection.ts'
import { isDuplicate } from './failures.ts'

/** What this version writes and reads. A database with a higher number was used by a newer version. */
export const SCHEMA_VERSION = 1

const NAME = 'schema'
const ID = 'sealdesk'
type SchemaDocument = { readonly _id: string; readonly version: number }

/**
 * Marks an empty database as Sealdesk's, before anything else is made in it: so whatever holds something and has no mark is another program's,
 * however its collections are called.
 *
 * @throws UnusableStore where it is another program's, or a newer version's
 */
export async function markDatabase(connection: Connection): Promise<void> {
  if (await isMarked(connection)) return
  const foreign = await somethingIn(connection)
  if (foreign !== null) {
    // It may be of a server that started at the same moment: that had made its mark by then.
    if (await isMarked(connection)) return
    throw new UnusableStore(
      `The database ${connection.database.databaseName} has a collection ${foreign}, which isn’t Sealdesk’s. Give STORE_URL a database of its own. Nothing was changed.`,
    )
  }
  try {
    const marks = connection.collection<SchemaDocument>(NAME)
    await connection.ask(() => marks.insertOne({ _id: ID, version: SCHEMA_VERSION }))
  } catch (error) {
    // Another server starts at the same moment.
    if (!isDuplicate(error)) throw error
  }
}

/** The name of a collection that is there, but for the one that another server is writing its mark into. */
async function somethingIn({ ask, collection, database }: Connection): Promise<string | null> {
  const present = await ask(() => database.listCollections({}, { nameOnly: true }).toArray())
  const names = present.map(({ name }) => name).filter(name => !name.startsWith('system.'))
  const other = names.find(name => name !== NAME)
  if (other !== undefined) return other
  return names.length > 0 && (await ask(() => collection(NAME).findOne({}))) !== null ? NAME : null
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
