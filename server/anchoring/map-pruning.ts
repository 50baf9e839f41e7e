import type { Epoch } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import { newestFirst } from './covering.ts'
import { type KeepingDeps, keepProofs } from './proof-keeping.ts'

/** Epochs whose maps stay where nothing is anchored. */
const RECENT = 100
/** Nodes that are dropped in one step: short enough for others to come in between. */
const STEP = 2000

export type PruningDeps = KeepingDeps & {
  readonly store: {
    readonly proofs: Pick<Store['proofs'], 'pruneMap'>
    readonly readModels: Pick<Store['readModels'], 'cursor' | 'listAnchors'>
  }
  /** Whether anchors are made here. */
  readonly isAnchoring: boolean
}

/** Drops what only maps of old epochs need, once the proofs are kept that anybody may still ask for. Whatever a stop leaves is done the next time. */
export async function pruneMap(deps: PruningDeps, newest: Epoch, stop: AbortSignal): Promise<void> {
  const oldest = await oldestMap(deps, newest)
  if (oldest === null || !(await keepProofs(deps, oldest, stop))) return
  while (!stop.aborted && (await deps.store.proofs.pruneMap(oldest, STEP)) === STEP);
}

/**
 * The oldest epoch whose map stays: that of the newest final anchor; where nothing was ever anchored, or no longer is, a recent one. Null, for
 * all of them, where no anchor is final yet.
 */
export async function oldestMap({ store: { readModels }, isAnchoring }: PruningDeps, newest: Epoch): Promise<number | null> {
  const cursor = await readModels.cursor()
  // Rows that are just being made anew must not look like a log without anchors.
  if (cursor === null || cursor < newest.cursor) return null
  const recent = Math.max(0, newest.index - RECENT)
  if (!isAnchoring) return recent
  let isAnchored = false
  for await (const anchor of newestFirst(readModels)) {
    if (anchor.state === 'final') return anchor.size - 1
    isAnchored = true
  }
  return isAnchored ? null : recent
}
