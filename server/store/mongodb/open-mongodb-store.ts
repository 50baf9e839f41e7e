import type { Store } from '../store.ts'
import type { StoreReads } from '../store-reads.ts'
import { createCollections } from './collections.ts'
import { EVENT_COLLECTIONS } from './event-collections.ts'
import { openMongoAccounts } from './mongo-accounts.ts'
import { openMongoBlocks } from './mongo-blocks.ts'
import { type EventOptions, openEventReads, openMongoEvents } from './mongo-events.ts'
import { NOTICES, openMongoNotices } from './mongo-notices.ts'
import { openMongoProofs } from './mongo-proofs.ts'
import { openMongoReadModels } from './mongo-read-models.ts'
import { openMongoSessions } from './mongo-sessions.ts'
import { opened } from './opened.ts'
import { ROW_COLLECTIONS } from './row-collections.ts'
import { checkMark, markDatabase } from './schema-mark.ts'

const COLLECTIONS = [...EVENT_COLLECTIONS, ...ROW_COLLECTIONS, NOTICES]

/**
 * The store of one or many servers: a MongoDB, or what speaks its protocol. Right without transactions and change streams; where the
 * database has them, changes of other servers are heard of at once. `onStuck` is told, once, why something that was left half done can't be
 * finished: all else goes on without it.
 *
 * @throws UnusableStore for an address or a database that can't be ours; StoreUnavailable where it can't be reached
 */
export function openMongoStore({ url, onStuck }: { readonly url: string } & Pick<EventOptions, 'onStuck'>): Promise<Store> {
  return opened(url, 'readWrite', async connection => {
    await markDatabase(connection)
    await createCollections(connection, COLLECTIONS)
    return {
      ...(await openMongoEvents(connection, { onStuck })),
      notices: openMongoNotices(connection),
      proofs: openMongoProofs(connection),
      blocks: openMongoBlocks(connection),
      readModels: openMongoReadModels(connection),
      accounts: openMongoAccounts(connection),
      sessions: openMongoSessions(connection),
      close: () => connection.close(),
    }
  })
}

/**
 * Opens a store to be looked at: nothing is written, and servers can work on it at the same time. Each read sees what is settled by then, so
 * that two of them may see different moments.
 *
 * @throws UnusableStore where there is none, or one of a newer version; StoreUnavailable where the database can't be reached
 */
export function openMongoStoreReadOnly({ url }: { readonly url: string }): Promise<StoreReads> {
  return opened(url, 'read', async connection => {
    await checkMark(connection)
    return {
      ...openEventReads(connection),
      proofs: openMongoProofs(connection),
      blocks: openMongoBlocks(connection),
      readModels: openMongoReadModels(connection),
      accounts: openMongoAccounts(connection),
      close: () => connection.close(),
    }
  })
}
