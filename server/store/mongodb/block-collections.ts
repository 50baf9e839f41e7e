import type { Collection } from 'mongodb'
import type { KeptHeader } from '../proofs.ts'
import type { CollectionPlan } from './collections.ts'
import type { Connection } from './connection.ts'
import { count, nullable, object, text } from './document-schemas.ts'

/** A header under its height, and the change of the chain that it came with. */
export type HeaderDocument = { readonly _id: number; readonly hash: string; readonly header: string; readonly revision: number }

/** The one document that says what the chain is: it changes with each change of the chain, in one step. */
export type ChainDocument = {
  readonly _id: string
  /** 1, 2, 3 …: of the newest change. */
  readonly revision: number
  /** The heights where it begins and ends; null where there are no headers. */
  readonly heights: { readonly first: number; readonly last: number } | null
  /** What the newest change has put at its end, as long as it isn't written under its heights. It counts instead of what is there. */
  readonly pending: readonly KeptHeader[]
}

export type BlockCollections = { readonly headers: Collection<HeaderDocument>; readonly chain: Collection<ChainDocument> }

export function blockCollections({ collection }: Connection): BlockCollections {
  return { headers: collection('block_headers'), chain: collection('block_chain') }
}

export const BLOCK_COLLECTIONS: readonly CollectionPlan[] = [
  {
    name: 'block_headers',
    schema: object({ _id: count, hash: text, header: text, revision: count }),
    indexes: [{ name: 'by_hash', key: { hash: 1 } }],
  },
  {
    name: 'block_chain',
    schema: object({
      _id: text,
      revision: count,
      heights: nullable({ bsonType: 'object' }),
      pending: { bsonType: 'array', items: object({ height: count, hash: text, header: text }) },
    }),
    indexes: [],
  },
]
