import type { Database } from './database.ts'
import type { Answer, Call, Handlers } from './messages.ts'
import { carryOut, failed } from './worker-loop.ts'

/**
 * Carries out calls in one transaction, so that they share one sync of the disk. A call that fails is undone alone. Nothing is answered
 * as done before the commit is on disk; where that fails, all of them have failed.
 */
export function commitTogether(database: Database, handlers: Handlers, calls: readonly Call[]): readonly Answer[] {
  try {
    database.exec('BEGIN IMMEDIATE')
    const answers = calls.map(call => attempt(database, handlers, call))
    database.exec('COMMIT')
    return answers
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    return calls.map(call => failed(call, error))
  }
}

function attempt(database: Database, handlers: Handlers, call: Call): Answer {
  database.exec('SAVEPOINT attempt')
  try {
    const answer = carryOut(handlers, call)
    database.exec('RELEASE attempt')
    return answer
  } catch (error) {
    // A full or failing disk can end the whole transaction.
    if (!database.inTransaction) throw error
    database.exec('ROLLBACK TO attempt; RELEASE attempt')
    return failed(call, error)
  }
}
