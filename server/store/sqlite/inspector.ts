import { truncateSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import type { Database } from './database.ts'
import { ReadOnlyFile } from './read-only-file.ts'
import { openReads } from './reads.ts'
import { schemaVersion } from './schema.ts'
import { carryOut, failed, type Service, serve } from './worker-loop.ts'

/** Everything the inspector can be asked for. */
export type Inspections = ReturnType<typeof openInspections>

function openInspections(database: Database) {
  return {
    ...openReads(database),
    schemaVersion: () => schemaVersion(database),
    /** Writes a whole, compact copy into a file, in the place of all that is in it: what was committed when it began, whoever goes on writing. */
    copyInto(target: string) {
      truncateSync(target)
      database.run('VACUUM INTO ?', target)
    },
  }
}

/** The thread of a store that is only looked at. */
function openInspector(path: string): Service {
  const file = new ReadOnlyFile(path)
  return {
    answer: calls =>
      calls.map(call => {
        try {
          return file.read(database => carryOut(openInspections(database), call))
        } catch (error) {
          return failed(call, error)
        }
      }),
    close: () => file.close(),
  }
}

if (parentPort !== null) serve(parentPort, openInspector, 1)
