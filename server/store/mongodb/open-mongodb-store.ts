import type { Store } from '../store.ts'
import { createCollections } from './collections.ts'
import { connect } from './connection.ts'
import { EVENT_COLLECTIONS } from './event-collections.ts'
import { openMongoAccounts } from './mongo-accounts.ts'
import { openMongoBlocks } from './mongo-blocks.ts'
import { openMongoEvents } from './mongo-events.ts'
import { openMongoProofs } from './mongo-proofs.ts'
import { openMongoReadModels } from './mongo-read-models.ts'
import { openMongoSessions } from './mongo-sessions.ts'
import { ROW_COLLECTIONS } from './row-collections.ts'

/**
 * The store of one or many servers: a MongoDB, or what speaks its protocol. Right without transactions and change streams; where the
 * database has them, changes of other servers are heard of at once.
 *
 * @throws UnusableStore for an address that can't be one of ours; StoreUnavailable where it can't be reached
 */
export async function openMongoStore({ url }: { readonly url: string }): Promise<Store> {
  const connection = await connect(url)
  try {
    await createCollections(connection, [...EVENT_COLLECTIONS, ...ROW_COLLECTIONS])
    return {
      ...openMongoEvents(connection),
      proofs: openMongoProofs(connection),
      blocks: openMongoBlocks(connection),
      readModels: openMongoReadModels(connection),
      accounts: openMongoAccounts(connection),
      sessions: openMongoSessions(connection),
      close: () => connection.close(),
    }
  } catch (error) {
    await connection.close()
    throw error
  }
}
