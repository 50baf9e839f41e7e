import { parentPort } from 'node:worker_threads'
import { Database } from './database.ts'
import { openReads } from './reads.ts'
import { carryOut, failed, type Service, serve } from './worker-loop.ts'

/** The thread of all reads. Each is a transaction of its own, so it sees everything that was committed when it was asked for. */
function openReader(file: string): Service {
  const database = new Database(file, 5000)
  database.exec('PRAGMA query_only = ON; PRAGMA cache_size = -65536')
  const reads = openReads(database)
  return {
    answer: calls =>
      calls.map(call => {
        try {
          return carryOut(reads, call)
        } catch (error) {
          return failed(call, error)
        }
      }),
    close: () => database.close(),
  }
}

if (parentPort !== null) serve(parentPort, openReader, 1)
