import type { Aggregate } from '../../../core/events/names.ts'
import type { Session } from '../accounts.ts'
import type { Epoch, KeptHeader, MappedHead } from '../proofs.ts'
import type { ReadModelChange } from '../read-models.ts'
import type { LeaseMark, Snapshot } from '../store.ts'
import { clearHeaders, replaceHeaders } from './block-headers.ts'
import type { Database } from './database.ts'
import { commitEpoch, stageHeads, stageStale } from './epoch-writes.ts'
import { newest } from './event-reads.ts'
import { append, appendAll, type CommitRows, erase, type RecordedRows, revoke } from './event-writes.ts'
import { keepProofs, type ListedProof } from './kept-proofs.ts'
import { pruneMap, putNodes } from './map-nodes.ts'
import { endLease, lease, note } from './notes-and-leases.ts'
import { applyChange, clearRows } from './row-writes.ts'
import { mergeSearch } from './schema.ts'
import * as small from './small-tables.ts'
import { ERASING } from './small-tables.ts'

/** Everything the writer can be asked for. */
export type Writes = ReturnType<typeof openWrites>

/** `onErased` is told of writes after which no trace of the old content may stay in the journal. */
export function openWrites(database: Database, onErased: () => void) {
  /**
   * The newest event when something was erased last: the rows that follow from it drop what they repeat of the content. Kept in the
   * file as well, so that a crash in between is made up for.
   */
  let erasedBy = small.findSetting(database, ERASING)

  function noteErasure(): void {
    erasedBy = newest(database) ?? ''
    small.replaceSetting(database, ERASING, erasedBy)
    onErased()
  }

  return {
    append(commit: CommitRows) {
      const answer = append(database, commit)
      if (answer.outcome === 'appended' && commit.erase.length > 0) noteErasure()
      return answer
    },
    appendAll: (commits: readonly RecordedRows[]) => appendAll(database, commits),
    revoke: (guard: string) => revoke(database, guard),
    erase(aggregate: Aggregate, version: number) {
      erase(database, aggregate, version)
      noteErasure()
    },
    saveSnapshot: (aggregate: Aggregate, snapshot: Snapshot) => small.saveSnapshot(database, aggregate, snapshot),
    nextNumber: () => small.nextNumber(database),
    skipNumbers: (upTo: number) => small.skipNumbers(database, upTo),
    settleSetting: (name: string, value: string) => small.settleSetting(database, name, value),
    note: (name: string, text: string) => note(database, name, text),
    lease: (name: string, seen: string | null, mark: LeaseMark) => lease(database, name, seen, mark),
    endLease: (name: string, holder: string) => endLease(database, name, holder),

    putNodes: (nodes: Uint8Array) => putNodes(database, nodes),
    stageHeads: (index: number, attempt: string, heads: readonly MappedHead[]) => stageHeads(database, index, attempt, heads),
    stageStale: (index: number, attempt: string, hashes: Uint8Array) => stageStale(database, index, attempt, hashes),
    commitEpoch: (epoch: Epoch) => commitEpoch(database, epoch),
    pruneMap: (index: number, limit: number) => pruneMap(database, index, limit),
    keepProofs: (proofs: readonly ListedProof[], siblings: Uint8Array) => keepProofs(database, proofs, siblings),
    replaceHeaders: (headers: readonly KeptHeader[], over?: string | null) => replaceHeaders(database, headers, over),
    clearHeaders: () => clearHeaders(database),

    claimName: (name: string, user: string) => small.claimName(database, name, user),
    releaseName: (name: string, user: string) => small.releaseName(database, name, user),
    setPassword: (user: string, passwordHash: string) => small.setPassword(database, user, passwordHash),
    createSession: (session: Session) => small.createSession(database, session),
    removeSession: (tokenHash: string) => small.removeSession(database, tokenHash),
    removeSessionsOf: (user: string, except: string | null) => small.removeSessionsOf(database, user, except),
    removeExpiredSessions: (now: number) => small.removeExpiredSessions(database, now),

    applyRows(change: ReadModelChange) {
      applyChange(database, change)
      if (erasedBy === null || change.cursor < erasedBy) return
      erasedBy = null
      small.removeSetting(database, ERASING)
      mergeSearch(database)
      onErased()
    },
    clearRows: () => clearRows(database),
  }
}
