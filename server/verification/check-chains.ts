import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { MongoLocation, StoreLocation } from '../config.ts'
import { createNativeHashing } from '../native-hashing.ts'
import type { ScanSlice } from '../store/chain-scan.ts'
import { openMongoChainScan } from '../store/mongodb/mongo-chain-scan.ts'
import { openChainScan } from '../store/sqlite/chain-scan.ts'
import type { ChainWorkerStart, FromChainWorker, ToChainWorker } from './chain-worker.ts'
import { checkDistantSlice, type SliceReport } from './check-slice.ts'
import { type Findings, readOrFind, unreadable } from './finding.ts'

export type ChainsOptions = {
  readonly store: StoreLocation
  readonly origin: string
  readonly threads: number
  readonly findings: Findings
  /** Told how many events were checked so far. */
  readonly onEvents: (events: number) => void
}

export type ChainsReport = Omit<SliceReport, 'findings' | 'failed'>

/** Few enough to be told of often, many enough to be worth the way. */
const SLICE_CHAINS = 500
const NOTHING: ChainsReport = { chains: 0, events: 0, mapped: 0, anchors: [] }

/** Checks every chain of a store: of a file in so many threads, each of which reads it itself; of a database as it comes over the network. */
export function checkChains({ store, ...options }: ChainsOptions): Promise<ChainsReport> {
  return store.adapter === 'sqlite' ? checkFile(store.path, options) : checkDatabase(store, options)
}

type Options = Omit<ChainsOptions, 'store'>

async function checkDatabase({ url, name }: MongoLocation, { origin, findings, onEvents }: Options): Promise<ChainsReport> {
  const hashing = createNativeHashing()
  const scan = await openMongoChainScan({ url: url.reveal() })
  let total = NOTHING
  let events = 0
  try {
    for (const slice of await scan.slices(SLICE_CHAINS)) {
      const report = await readOrFind(findings, name, null, () =>
        checkDistantSlice(scan, slice, {
          origin,
          hashing,
          onEvents(more) {
            events += more
            onEvents(events)
          },
        }),
      )
      if (report === null) continue
      findings.addAll(report.findings, report.failed)
      total = added(total, report)
    }
  } finally {
    await scan.close()
  }
  return total
}

async function checkFile(file: string, { origin, threads, findings, onEvents }: Options): Promise<ChainsReport> {
  const slices = [...slicesOf(file)]
  let total = NOTHING
  let events = 0

  function take(message: FromChainWorker): boolean {
    switch (message.kind) {
      case 'progress':
        events += message.events
        onEvents(events)
        return false
      case 'unreadable':
        findings.add(unreadable(file, message.message))
        return true
      case 'checked': {
        const { report } = message
        findings.addAll(report.findings, report.failed)
        total = added(total, report)
        return true
      }
    }
  }

  const workers = Array.from({ length: Math.min(threads, slices.length) }, () => startWorker({ file, origin }))
  const working = workers.map(
    worker =>
      new Promise<void>((resolve, reject) => {
        const give = () => worker.postMessage({ slice: slices.shift() ?? null } satisfies ToChainWorker)
        worker.on('message', (message: FromChainWorker) => {
          if (take(message)) give()
        })
        worker.once('error', reject)
        worker.once('exit', code => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))))
        give()
      }),
  )
  try {
    await Promise.all(working)
    // The threads tell it in thousands.
    onEvents(total.events)
  } finally {
    await Promise.all(workers.map(worker => worker.terminate()))
  }
  return total
}

function slicesOf(file: string): readonly ScanSlice[] {
  const scan = openChainScan(file)
  try {
    return scan.slices(SLICE_CHAINS)
  } finally {
    scan.close()
  }
}

function added(total: ChainsReport, report: ChainsReport): ChainsReport {
  return {
    chains: total.chains + report.chains,
    events: total.events + report.events,
    mapped: total.mapped + report.mapped,
    anchors: [...total.anchors, ...report.anchors],
  }
}

function startWorker(start: ChainWorkerStart): Worker {
  const extension = extname(import.meta.url)
  const entry = new URL(`./chain-worker${extension}`, import.meta.url)
  if (extension === '.js') return new Worker(entry, { workerData: start })
  return new Worker(new URL('../store/sqlite/from-source.mjs', import.meta.url), { workerData: { ...start, entry: entry.href } })
}
