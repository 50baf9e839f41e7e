import { BSON, type Document, MongoClient } from 'mongodb'
import type { CollectionPlan } from '../server/store/mongodb/collections.ts'
import { EVENT_COLLECTIONS } from '../server/store/mongodb/event-collections.ts'
import { ROW_COLLECTIONS } from '../server/store/mongodb/row-collections.ts'
import { print, type Row } from './report.ts'

/** Of a document in an index, at least. */
const RECORD_BYTES = 4

type Measured = {
  readonly name: string
  readonly documents: number
  readonly bytes: number
  readonly entries: number
  readonly keyBytes: number
}

/**
 * What the documents of a store take as BSON, and the keys of their indexes with where they lead to: before the database compresses both, and
 * without its log of operations.
 */
export async function measureDocuments(url: string): Promise<void> {
  const client = new MongoClient(url)
  try {
    const measured: Measured[] = []
    let events = 0
    for (const plan of [...EVENT_COLLECTIONS, ...ROW_COLLECTIONS]) {
      const documents = await client.db().collection(plan.name).find().toArray()
      if (plan.name === 'commits') events = documents.reduce((sum, { events }) => sum + events.length, 0)
      if (documents.length > 0) measured.push(measure(plan, documents))
    }
    print(
      `What the demonstration takes in a MongoDB: ${events.toLocaleString('en')} events`,
      measured.map(({ name, documents, bytes, entries, keyBytes }): Row => {
        const each = (total: number) => Math.round(total / documents)
        return {
          what: `${name}, ${documents.toLocaleString('en')} documents`,
          rate: `${each(bytes)} bytes each`,
          ratio: `and ${(entries / documents).toFixed(1)} entries of indexes with ${each(keyBytes)}`,
        }
      }),
    )
    const histories = measured.filter(({ name }) => name === 'commits' || name === 'feed')
    for (const [what, of] of [
      ['in commits and feed', histories],
      ['in all collections', measured],
    ] as const) {
      const each = (what: 'bytes' | 'keyBytes' | 'entries') => of.reduce((sum, collection) => sum + collection[what], 0) / events
      const [bytes, keyBytes] = [Math.round(each('bytes')), Math.round(each('keyBytes'))]
      console.log(
        `  An event is ${bytes} bytes of documents ${what}, and ${each('entries').toFixed(1)} entries of indexes with ${keyBytes}.`,
      )
    }
  } finally {
    await client.close()
  }
}

function measure({ name, indexes }: CollectionPlan, documents: readonly Document[]): Measured {
  let [bytes, entries, keyBytes] = [0, 0, 0]
  for (const document of documents) {
    bytes += BSON.calculateObjectSize(document)
    for (const { key, sparse } of [{ key: { _id: 1 }, sparse: false }, ...indexes]) {
      const fields = Object.keys(key)
      if (sparse && fields.every(field => !(field in document))) continue
      const keys = keysOf(fields.map(field => document[field]))
      entries += keys.length
      for (const values of keys) keyBytes += RECORD_BYTES + values.reduce<number>((sum, value) => sum + sizeOf(value), 0)
    }
  }
  return { name, documents: documents.length, bytes, entries, keyBytes }
}

/** An entry for each different element of a list, of which an index has one at most. */
function keysOf(values: readonly unknown[]): readonly (readonly unknown[])[] {
  const at = values.findIndex(Array.isArray)
  const list: unknown = values[at]
  if (!Array.isArray(list)) return [values]
  return [...new Set<unknown>(list.length === 0 ? [null] : list)].map(element => values.with(at, element))
}

/** About as the database writes it into a key: a byte for the type, and what tells where it ends. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2
  if (typeof value === 'number') return 4
  if (value instanceof BSON.Binary) return value.length() + 2
  return 1
}
