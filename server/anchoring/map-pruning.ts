import type { ProofStore } from '../store/proofs.ts'

/** Nodes that are dropped in one step: short enough for others to come in between. */
const STEP = 2000

/** Drops what only proofs for epochs before `provableFrom` need. Null: nothing. Whatever a stop leaves is dropped the next time. */
export async function pruneMap(proofs: Pick<ProofStore, 'pruneMap'>, provableFrom: number | null, stop: AbortSignal): Promise<void> {
  if (provableFrom === null) return
  while (!stop.aborted && (await proofs.pruneMap(provableFrom, STEP)) === STEP);
}
