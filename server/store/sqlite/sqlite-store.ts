import { resolve } from 'node:path'
import { GuardRevoked, StoreUnavailable, VersionConflict } from '../errors.ts'
import { followFeed, Signal } from '../feed.ts'
import { openLocalRows } from '../local-rows.ts'
import { openLocalNotices } from '../notices.ts'
import type { Store } from '../store.ts'
import { commitRows, recordedRows } from './event-writes.ts'
import type { Reads } from './reads.ts'
import { openProofWrites } from './sqlite-proofs.ts'
import { openStoreReads } from './sqlite-store-reads.ts'
import { WorkerClient } from './worker-client.ts'
import type { Writes } from './writes.ts'

export type SqliteStore = Store & {
  /** How many writes were committed since the store was opened, and in how many transactions. */
  stats(): { readonly writes: number; readonly transactions: number }
}

/**
 * The embedded store: one file (with its journal beside it), open in one process. The main thread never waits for the disk: one thread
 * writes, another reads.
 *
 * @throws UnusableStore where the file is damaged, foreign, newer, or open elsewhere
 */
export async function openSqliteStore(options: { readonly file: string }): Promise<SqliteStore> {
  const file = resolve(options.file)
  const writer = new WorkerClient<Writes>('writer')
  const reader = new WorkerClient<Reads>('reader')

  async function closeBoth(reason: StoreUnavailable): Promise<void> {
    // The reader first: the writer empties the journal, and nobody may be in its way.
    await reader.close(reason)
    await writer.close(reason)
  }

  try {
    await writer.open(file)
    await reader.open(file)
  } catch (error) {
    await closeBoth(new StoreUnavailable('The store could not be opened.'))
    throw error
  }
  const appended = new Signal()
  let closed: Promise<void> | null = null

  function close(reason: StoreUnavailable): Promise<void> {
    closed ??= closeBoth(reason)
    // Followers of the feed look once more, and find it closed.
    appended.give()
    return closed
  }

  function checkOpen(): void {
    if (closed !== null) throw new StoreUnavailable('The store is closed.')
  }

  // A store with one thread is none: where one is lost, the other ends too, and everything that waits is told.
  for (const thread of [writer, reader])
    void thread.exited.then(() => close(new StoreUnavailable('A thread of the store was lost. Restart the server.')))

  const reads = openStoreReads(reader)
  return {
    ...reads,
    async append(commit) {
      const answer = await writer.call('append', commitRows(commit))
      if (answer.outcome === 'conflict') throw new VersionConflict(answer.head)
      if (answer.outcome === 'revoked') throw new GuardRevoked(answer.guard)
      if (answer.outcome === 'appended') appended.give()
      return answer
    },
    async appendAll(commits) {
      const answer = await writer.call('appendAll', recordedRows(commits))
      appended.give()
      if (answer.outcome === 'conflict') throw new VersionConflict(answer.head)
    },
    feed: (after, abort) => followFeed(reads.feedPage, after, appended, abort),
    revoke: guard => writer.call('revoke', guard),
    erase: (aggregate, version) => writer.call('erase', aggregate, version),
    saveSnapshot: (aggregate, snapshot) => writer.call('saveSnapshot', aggregate, snapshot),
    nextNumber: () => writer.call('nextNumber'),
    skipNumbers: upTo => writer.call('skipNumbers', upTo),
    settleSetting: (name, value) => writer.call('settleSetting', name, value),
    note: (name, text) => writer.call('note', name, text),
    lease: (name, seen, mark) => writer.call('lease', name, seen, mark),
    endLease: (name, holder) => writer.call('endLease', name, holder),
    notices: openLocalNotices(checkOpen),
    proofs: { ...reads.proofs, ...openProofWrites(writer) },
    blocks: {
      ...reads.blocks,
      replace: (headers, over) => writer.call('replaceHeaders', headers, over),
      clear: () => writer.call('clearHeaders'),
    },
    readModels: {
      ...reads.readModels,
      ...openLocalRows({
        cursor: reads.readModels.cursor,
        apply: change => writer.call('applyRows', change),
        clear: () => writer.call('clearRows'),
      }),
    },
    accounts: {
      ...reads.accounts,
      claim: (name, userId) => writer.call('claimName', name, userId),
      release: (name, userId) => writer.call('releaseName', name, userId),
      byName: name => reader.call('accountByName', name),
      byUser: userId => reader.call('accountByUser', userId),
      setPassword: (userId, passwordHash) => writer.call('setPassword', userId, passwordHash),
      count: () => reader.call('countAccounts'),
    },
    sessions: {
      create: session => writer.call('createSession', session),
      find: tokenHash => reader.call('session', tokenHash),
      remove: tokenHash => writer.call('removeSession', tokenHash),
      removeOf: (userId, except) => writer.call('removeSessionsOf', userId, except ?? null),
      removeExpired: now => writer.call('removeExpiredSessions', now),
    },
    stats: () => ({ writes: writer.stats.calls, transactions: writer.stats.rounds }),
    close: () => close(new StoreUnavailable('The store is closed.')),
  }
}
