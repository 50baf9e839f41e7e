import type { ProofStore } from '../store/proofs.ts'
import type { ProofReads } from '../store/store-reads.ts'
import type { AfterStep } from './step.ts'

type Source = { readonly proofs: Pick<ProofReads, 'keptProofs'> }
type Target = { readonly proofs: Pick<ProofStore, 'keepProofs'> }

/** Copies the proofs that outlast the map's nodes. The target's events are there already. */
export async function copyKeptProofs(source: Source, target: Target, onProofs: AfterStep): Promise<void> {
  for await (const page of source.proofs.keptProofs()) {
    await target.proofs.keepProofs(page)
    await onProofs(page.length)
  }
}
