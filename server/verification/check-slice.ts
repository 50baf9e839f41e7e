import type { Hashing } from '../../core/events/hash.ts'
import type { Aggregate } from '../../core/events/names.ts'
import type { ChainScan, DistantChainScan, DistantSlice, ScanSlice } from '../store/chain-scan.ts'
import { type CheckedChain, checkScannedChain, ScannedChainCheck } from './check-chain.ts'
import type { Finding } from './finding.ts'

/** What came of a slice; `findings` are the first ones, `failed` is how many there were. */
export type SliceReport = {
  readonly chains: number
  readonly events: number
  readonly mapped: number
  readonly failed: number
  readonly findings: readonly Finding[]
  /** Ids of the anchors in it. */
  readonly anchors: readonly string[]
}

export type SliceOptions = { readonly origin: string; readonly hashing: Hashing; readonly onEvents: (events: number) => void }

const NAMED = 20

/** Checks every chain of a slice. */
export function checkSlice(scan: ChainScan, slice: ScanSlice, options: SliceOptions): SliceReport {
  return scan.read(slice, (chains, mapEnd) => {
    const sum = new SliceSum()
    const context = { ...options, mapEnd }
    for (const chain of chains) sum.add(chain.aggregate, checkScannedChain(chain, context))
    return sum.report()
  })
}

/** Checks every chain of a slice that comes over a network. */
export function checkDistantSlice(scan: DistantChainScan, slice: DistantSlice, options: SliceOptions): Promise<SliceReport> {
  return scan.read(slice, async (chains, mapEnd) => {
    const sum = new SliceSum()
    for await (const chain of chains) {
      const check = new ScannedChainCheck(chain, { ...options, mapEnd })
      if (!check.isLost) for await (const page of chain.events) if (!check.take(page)) break
      sum.add(chain.aggregate, check.end())
    }
    return sum.report()
  })
}

class SliceSum {
  #chains = 0
  #events = 0
  #mapped = 0
  #failed = 0
  readonly #findings: Finding[] = []
  readonly #anchors: string[] = []

  add(aggregate: Aggregate | null, { events, mapped, finding }: CheckedChain): void {
    this.#chains++
    this.#events += events
    this.#mapped += mapped
    if (aggregate?.type === 'anchor') this.#anchors.push(aggregate.id)
    if (finding === null) return
    this.#failed++
    if (this.#findings.length < NAMED) this.#findings.push(finding)
  }

  report(): SliceReport {
    return {
      chains: this.#chains,
      events: this.#events,
      mapped: this.#mapped,
      failed: this.#failed,
      findings: this.#findings,
      anchors: this.#anchors,
    }
  }
}
