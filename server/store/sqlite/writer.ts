import { parentPort } from 'node:worker_threads'
import { integer } from './database.ts'
import { commitTogether } from './group-commit.ts'
import { openFile } from './open-file.ts'
import { type Service, serve } from './worker-loop.ts'
import { openWrites } from './writes.ts'

/** The most calls in one transaction: what comes later waits for the next one. */
const TOGETHER = 256

/** The thread of all writes. While a transaction is under way, calls gather, and become the next one. */
function openWriter(file: string): Service {
  const { database, lock } = openFile(file)
  let hasTraces = false
  const writes = openWrites(database, () => {
    hasTraces = true
  })

  /**
   * Moves the journal into the file and empties it. A reader can be in the way for a moment, or the disk be full: nothing is lost by
   * that, and it is tried again later.
   */
  function emptyJournal(): boolean {
    try {
      return database.get('PRAGMA wal_checkpoint(TRUNCATE)', row => integer(row, 'busy')) === 0
    } catch {
      return false
    }
  }

  // What a process left that was killed.
  emptyJournal()
  return {
    answer(together) {
      const answers = commitTogether(database, writes, together)
      if (hasTraces) hasTraces = !emptyJournal()
      return answers
    },
    close() {
      emptyJournal()
      database.close()
      lock.close()
    },
  }
}

if (parentPort !== null) serve(parentPort, openWriter, TOGETHER)
