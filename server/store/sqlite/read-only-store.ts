import { resolve } from 'node:path'
import { StoreUnavailable, UnusableStore } from '../errors.ts'
import type { StoreReads } from '../store-reads.ts'
import { newerVersion } from './file-header.ts'
import type { Inspections } from './inspector.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { openStoreReads } from './sqlite-store-reads.ts'
import { WorkerClient } from './worker-client.ts'

/**
 * Opens a store to be looked at: nothing is written, no lock is taken, and a server can have it open at the same time. Each read sees what
 * is committed by then, so that two of them may see different moments.
 *
 * @throws UnusableStore where the file is missing, foreign, or of another version
 */
export async function openSqliteStoreReadOnly(path: string): Promise<StoreReads> {
  const file = resolve(path)
  const inspector = new WorkerClient<Inspections>('inspector')
  const closed = () => new StoreUnavailable('The store is closed.')
  try {
    await inspector.open(file)
    const version = await inspector.call('schemaVersion')
    if (version > SCHEMA_VERSION) throw newerVersion(file, version)
    if (version < SCHEMA_VERSION)
      throw new UnusableStore(
        `${file} was written by an older version of Sealdesk (schema ${version}; this one knows ${SCHEMA_VERSION}). Start the server on it once, which brings it up to date. The file was not changed.`,
      )
  } catch (error) {
    await inspector.close(closed())
    throw error
  }
  return { ...openStoreReads(inspector), close: () => inspector.close(closed()) }
}
