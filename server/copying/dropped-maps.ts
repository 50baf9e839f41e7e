import { hexToBytes } from '@noble/hashes/utils.js'
import { MissingNode } from '../store/errors.ts'
import type { ProofStore } from '../store/proofs.ts'
import type { ProofReads } from '../store/store-reads.ts'

/** Nodes that are dropped in one step. */
const STEP = 2000

/**
 * The oldest epoch whose map a store still has. The nodes of older ones were dropped in order, their roots among them. It decides what is proven
 * with which anchor, so a copy keeps the same maps.
 */
export async function oldestKeptMap(proofs: Pick<ProofReads, 'newestEpoch' | 'epoch' | 'mapNodes'>): Promise<number> {
  const newest = await proofs.newestEpoch()
  let [low, high] = [0, newest?.index ?? 0]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (await hasMap(proofs, middle)) high = middle
    else low = middle + 1
  }
  return low
}

async function hasMap(proofs: Pick<ProofReads, 'epoch' | 'mapNodes'>, index: number): Promise<boolean> {
  const epoch = await proofs.epoch(index)
  if (epoch === null) return false
  try {
    await proofs.mapNodes(hexToBytes(epoch.mapRoot))
    return true
  } catch (error) {
    if (error instanceof MissingNode) return false
    throw error
  }
}

/** Drops all that only maps of older epochs need. */
export async function dropMaps(proofs: Pick<ProofStore, 'pruneMap'>, oldest: number): Promise<void> {
  if (oldest > 0) while ((await proofs.pruneMap(oldest, STEP)) === STEP);
}
