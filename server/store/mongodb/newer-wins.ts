import { type AnyBulkWriteOperation, type Document, type Filter, MongoBulkWriteError } from 'mongodb'
import type { Connection } from './connection.ts'
import { isDuplicatesOnly } from './failures.ts'

type Identified = Document & { readonly _id: string | number }

/** A document, and what the one that it takes the place of must be like: older. */
export type Put = { readonly document: Identified; readonly over: Filter<Identified> }

/**
 * Writes documents under their ids where there are none yet, or older ones; a newer one stays, whoever writes at the same time. No two are
 * of one id. They can be written again and again.
 */
export async function putNewer({ ask, collection }: Connection, name: string, puts: readonly Put[]): Promise<void> {
  if (puts.length === 0) return
  const write = (some: readonly Put[], upsert: boolean) =>
    ask(() =>
      collection<Identified>(name).bulkWrite(
        some.map(put => replacement(put, upsert)),
        { ordered: false },
      ),
    )
  try {
    await write(puts, true)
  } catch (error) {
    if (!isDuplicatesOnly(error)) throw error
    // There is a document, so none can be inserted: a newer one, or one that somebody else has inserted just now, which may be older.
    const present = indexesOf(error).flatMap(index => puts[index] ?? [])
    await write(present, false)
  }
}

function replacement({ document: { _id, ...rest }, over }: Put, upsert: boolean): AnyBulkWriteOperation<Identified> {
  return { replaceOne: { filter: { ...over, _id }, replacement: rest, upsert } }
}

function indexesOf(error: unknown): readonly number[] {
  return error instanceof MongoBulkWriteError ? [error.writeErrors].flat().map(({ index }) => index) : []
}
