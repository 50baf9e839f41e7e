import type { Aggregate } from '../../core/events/names.ts'
import type { KeptProof, ProofStore } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import type { ProofReads } from '../store/store-reads.ts'
import { inPieces } from './in-pieces.ts'

/** Reads that are under way at once. */
const AT_ONCE = 100

type Source = { readonly proofs: Pick<ProofReads, 'keptProof'> }
type Target = Pick<Store, 'aggregates'> & { readonly proofs: Pick<ProofStore, 'keepProofs'> }

/** Copies the proofs that outlast the map's nodes. The target's events are there already. */
export async function copyKeptProofs(source: Source, target: Target, onAggregates: (aggregates: number) => void): Promise<void> {
  for await (const page of target.aggregates()) {
    for (const piece of inPieces(page, AT_ONCE)) {
      const found = await Promise.all(piece.map(({ aggregate }) => keptProofOf(source, aggregate)))
      await target.proofs.keepProofs(found.flatMap(proof => proof ?? []))
      onAggregates(piece.length)
    }
  }
}

async function keptProofOf({ proofs }: Source, aggregate: Aggregate): Promise<(KeptProof & { readonly aggregate: Aggregate }) | null> {
  const kept = await proofs.keptProof(aggregate)
  return kept === null ? null : { ...kept, aggregate }
}
