import type { Collection } from 'mongodb'
import type { CollectionPlan } from './collections.ts'
import type { Connection } from './connection.ts'
import { count, object, text } from './document-schemas.ts'

/** A name that a user has. */
export type NameDocument = {
  readonly _id: string
  readonly userId: string
  /** 1, 2, 3 …: of a user's names, the one with the highest was claimed last. */
  readonly place: number
  /** While the name is being given back: by whom. */
  readonly leaving?: string
}

export type PasswordDocument = { readonly _id: string; readonly hash: string }

export type SessionDocument = { readonly _id: string; readonly userId: string; readonly createdAt: number; readonly expiresAt: number }

export type AccountCollections = {
  readonly names: Collection<NameDocument>
  /** By user. */
  readonly passwords: Collection<PasswordDocument>
  /** By the token's hash. */
  readonly sessions: Collection<SessionDocument>
}

export function accountCollections({ collection }: Connection): AccountCollections {
  return { names: collection('names'), passwords: collection('passwords'), sessions: collection('sessions') }
}

export const ACCOUNT_COLLECTIONS: readonly CollectionPlan[] = [
  {
    name: 'names',
    schema: object({ _id: text, userId: text, place: count }),
    indexes: [{ name: 'by_user', key: { userId: 1, place: -1, _id: 1 } }],
  },
  { name: 'passwords', schema: object({ _id: text, hash: text }), indexes: [] },
  {
    name: 'sessions',
    schema: object({ _id: text, userId: text, createdAt: count, expiresAt: count }),
    indexes: [
      { name: 'by_user', key: { userId: 1 } },
      // Not one by which the database deletes by itself: when a session is over, the servers' clock says, and they ask how many there were.
      { name: 'by_end', key: { expiresAt: 1 } },
    ],
  },
]
