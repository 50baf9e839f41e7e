import type { Aggregate } from '../../../core/events/names.ts'
import type { Session } from '../accounts.ts'
import type { ReadModelChange } from '../read-models.ts'
import type { Snapshot } from '../store.ts'
import type { Database } from './database.ts'
import { append, type CommitRows, erase } from './event-writes.ts'
import { applyChange, clearRows } from './row-writes.ts'
import * as small from './small-tables.ts'

/** Everything the writer can be asked for. */
export type Writes = ReturnType<typeof openWrites>

/** `onErased` is told of writes after which no trace of the old content may stay in the journal. */
export function openWrites(database: Database, onErased: () => void) {
  return {
    append(commit: CommitRows) {
      if (commit.erase.length > 0) onErased()
      return append(database, commit)
    },
    erase(aggregate: Aggregate, version: number) {
      onErased()
      erase(database, aggregate, version)
    },
    saveSnapshot: (aggregate: Aggregate, snapshot: Snapshot) => small.saveSnapshot(database, aggregate, snapshot),
    nextNumber: () => small.nextNumber(database),
    settleSetting: (name: string, value: string) => small.settleSetting(database, name, value),

    claimName: (name: string, user: string) => small.claimName(database, name, user),
    releaseName: (name: string, user: string) => small.releaseName(database, name, user),
    setPassword: (user: string, passwordHash: string) => small.setPassword(database, user, passwordHash),
    createSession: (session: Session) => small.createSession(database, session),
    removeSession: (tokenHash: string) => small.removeSession(database, tokenHash),
    removeSessionsOf: (user: string, except: string | null) => small.removeSessionsOf(database, user, except),
    removeExpiredSessions: (now: number) => small.removeExpiredSessions(database, now),

    applyRows(change: ReadModelChange) {
      if (change.texts.some(({ text }) => text === null)) onErased()
      applyChange(database, change)
    },
    clearRows: () => clearRows(database),
  }
}
