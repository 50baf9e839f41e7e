import type { Hashing } from '../../core/events/hash.ts'
import type { ChainScan, ScanSlice } from '../store/chain-scan.ts'
import { checkScannedChain } from './check-chain.ts'
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
    let [count, events, mapped, failed] = [0, 0, 0, 0]
    const findings: Finding[] = []
    const anchors: string[] = []
    const context = { ...options, mapEnd }
    for (const chain of chains) {
      const checked = checkScannedChain(chain, context)
      count++
      events += checked.events
      mapped += checked.mapped
      if (chain.aggregate?.type === 'anchor') anchors.push(chain.aggregate.id)
      if (checked.finding === null) continue
      failed++
      if (findings.length < NAMED) findings.push(checked.finding)
    }
    return { chains: count, events, mapped, failed, findings, anchors }
  })
}
