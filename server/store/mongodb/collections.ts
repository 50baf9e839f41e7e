import type { CreateIndexesOptions, Document, IndexDescription } from 'mongodb'
import type { Connection } from './connection.ts'
import { isNotImplemented, isPresent } from './failures.ts'

/** How long the database may take for an index on a collection that is filled already, in milliseconds. */
const INDEX_MS = 3_600_000
/** Without the limit for an answer that the connection has: the driver takes it for each command (7.9), but doesn't say so in its types. */
const PATIENTLY: CreateIndexesOptions & { readonly socketTimeoutMS: number } = { socketTimeoutMS: 0 }

/** A collection as it is made at the first start: what its documents look like (JSON schema, with `bsonType`), and how they are found. */
export type CollectionPlan = {
  readonly name: string
  readonly schema: Document
  /** Each with a name, by which plans are read. */
  readonly indexes: readonly (IndexDescription & { readonly name: string })[]
}

/** Makes what isn't there. Servers that start at once can all do so. */
export async function createCollections({ ask, database }: Connection, plans: readonly CollectionPlan[]): Promise<void> {
  for (const { name, schema, indexes } of plans) {
    await ask(() => create({ validator: { $jsonSchema: schema } }))
    const present = new Set((await ask(() => database.collection(name).indexes())).map(({ name }) => name))
    for (const wanted of indexes) if (!present.has(wanted.name)) await ask(() => index(wanted), INDEX_MS)

    /** A server that doesn't drop old documents by itself gets the same index without that: whoever relies on it drops them by hand, too. */
    async function index({ expireAfterSeconds, ...lasting }: IndexDescription): Promise<void> {
      const wanted = expireAfterSeconds === undefined ? lasting : { ...lasting, expireAfterSeconds }
      try {
        await database.collection(name).createIndexes([wanted], PATIENTLY)
      } catch (error) {
        if (!isNotImplemented(error) || expireAfterSeconds === undefined) throw error
        await index(lasting)
      }
    }

    async function create(options: Document | undefined): Promise<void> {
      try {
        await database.createCollection(name, options)
      } catch (error) {
        if (isPresent(error)) return
        // A server that can't check documents: what we write is typed anyway.
        if (!isNotImplemented(error) || options === undefined) throw error
        await create(undefined)
      }
    }
  }
}
