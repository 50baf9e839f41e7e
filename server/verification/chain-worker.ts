import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { createNativeHashing } from '../native-hashing.ts'
import type { ScanSlice } from '../store/chain-scan.ts'
import { openChainScan } from '../store/sqlite/chain-scan.ts'
import { checkSlice, type SliceReport } from './check-slice.ts'

/** What a worker is told: the next slice; null when there is none any more. */
export type ToChainWorker = { readonly slice: ScanSlice | null }

export type FromChainWorker =
  | { readonly kind: 'progress'; readonly events: number }
  | { readonly kind: 'checked'; readonly report: SliceReport }
  /** The file can't be read there. */
  | { readonly kind: 'unreadable'; readonly message: string }

/** Events after which the progress is told. */
const TOLD_EVERY = 2000

const startSchema = z.object({ file: z.string(), origin: z.string() })

/** Checks the slices that it is given, on a connection of its own. */
export type ChainWorkerStart = z.infer<typeof startSchema>

if (parentPort !== null) {
  const port = parentPort
  const { file, origin } = startSchema.parse(workerData)
  const scan = openChainScan(file)
  const hashing = createNativeHashing()
  const send = (message: FromChainWorker) => port.postMessage(message)
  let untold = 0
  const onEvents = (events: number) => {
    untold += events
    if (untold < TOLD_EVERY) return
    send({ kind: 'progress', events: untold })
    untold = 0
  }
  port.on('message', ({ slice }: ToChainWorker) => {
    if (slice === null) {
      scan.close()
      port.close()
      return
    }
    try {
      send({ kind: 'checked', report: checkSlice(scan, slice, { origin, hashing, onEvents }) })
    } catch (error) {
      // What lies in a damaged file may be anything, also what no reader expects. The other slices are checked all the same.
      if (!(error instanceof Error)) throw error
      send({ kind: 'unreadable', message: error.message })
    }
  })
}
