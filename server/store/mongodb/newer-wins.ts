import type { AnyBulkWriteOperation, Document, Filter } from 'mongodb'
import type { Connection } from './connection.ts'
import { isDuplicatesOnly } from './failures.ts'

type Identified = Document & { readonly _id: string | number }

/**
 * A document, and what the one that it takes the place of must be like: older. Where a collection can be sharded by other fields than its
 * ids (docs/mongodb.md), these stand there too, with their values.
 */
export type Put = { readonly document: Identified; readonly over: Filter<Identified> }

/**
 * Writes documents under their ids where there are none yet, or older ones; a newer one stays, whoever writes at the same time. No two are
 * of one id. They can be written again and again.
 */
export async function putNewer({ ask, collection }: Connection, name: string, puts: readonly Put[]): Promise<void> {
  if (puts.length === 0) return
  const documents = collection<Identified>(name)
  const replace = (upsert: boolean) =>
    ask(() =>
      documents.bulkWrite(
        puts.map(put => replacement(put, upsert)),
        { ordered: false },
      ),
    )
  const insert = () =>
    ask(() =>
      documents.insertMany(
        puts.map(({ document }) => document),
        { ordered: false },
      ),
    )
  if (await unlessDuplicates(() => replace(true))) return
  // Under some ids there are documents that aren't older, or that somebody else has inserted just now, which may be older. Where all of
  // them are taken, nothing but older ones can be in the way.
  await unlessDuplicates(insert)
  await replace(false)
}

function replacement({ document: { _id, ...rest }, over }: Put, upsert: boolean): AnyBulkWriteOperation<Identified> {
  return { replaceOne: { filter: { ...over, _id }, replacement: rest, upsert } }
}

/** False where some documents were there already. How many were written then depends on the server. */
async function unlessDuplicates(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (isDuplicatesOnly(error)) return false
    throw error
  }
}
