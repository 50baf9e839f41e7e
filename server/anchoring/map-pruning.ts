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
  if (oldest === null) return
  const { index, anchored } = oldest
  const kept = await keepProofs(deps, index, stop)
  // Rows that were thrown away in between look like a log without anchors.
  if (kept === null || (anchored && kept < index)) return
  while (!stop.aborted && (await deps.store.proofs.pruneMap(index, STEP)) === STEP);
}

/** An epoch, and whether an anchor carries the log up to it. */
export type OldestMap = { readonly index: number; readonly anchored: boolean }

/**
 * The oldest epoch whose map stays: that of the newest final anchor, and of every later one that may still come into a block; a recent one
 * where nothing was ever anchored, or no longer is. Null, for all of them, where no anchor is final yet.
 */
export async function oldestMap({ store: { readModels }, isAnchoring }: PruningDeps, newest: Epoch): Promise<OldestMap | null> {
  const cursor = await readModels.cursor()
  // Rows that are just being made anew must not look like a log without anchors.
  if (cursor === null || cursor < newest.cursor) return null
  let oldest: OldestMap = { index: Math.max(0, newest.index - RECENT), anchored: false }
  let isAnchored = false
  for await (const { size, state } of newestFirst(readModels)) {
    const map = { index: size - 1, anchored: true }
    if (isAnchoring && state === 'final') return map
    if (state === 'final') break
    isAnchored = true
    // Nobody sends it any more, but it may come into a block all the same.
    if (!isAnchoring && map.index < oldest.index) oldest = { ...map, anchored: false }
  }
  return isAnchoring && isAnchored ? null : oldest
}
