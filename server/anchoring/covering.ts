import type { AnchorRow } from '../../core/anchor/row.ts'
import type { Aggregate } from '../../core/events/names.ts'
import type { Epoch } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import { isInLine } from './seal-line.ts'

/** Anchors that are looked at at once. */
const PAGE = 100
/** Epochs that proofs can still be made for where nothing is anchored. */
const KEPT_WITHOUT_ANCHORS = 100

type Anchors = { readonly readModels: Pick<Store['readModels'], 'listAnchors'> }

type Reads = {
  readonly proofs: Pick<Store['proofs'], 'headsAt' | 'epoch' | 'newestEpoch'>
  readonly readModels: Pick<Store['readModels'], 'anchors' | 'listAnchors' | 'anchorLine'>
}

/** What a proof stands on: an epoch that holds the aggregate at a version, and the anchor that carries it, if there is one. */
export type Covering = { readonly epoch: Epoch; readonly version: number; readonly anchor: AnchorRow | null }

/**
 * What an aggregate can be proven with, the best first: the newest anchor in a block, the newest that is on its way to one, the newest
 * checkpoint alone. Only anchors from `sequence` on count. None where no epoch holds the aggregate yet.
 */
export async function* coverings(store: Reads, aggregate: Aggregate, sequence: number): AsyncGenerator<Covering> {
  const newest = await store.proofs.newestEpoch()
  if (newest === null) return
  const { inBlock, onItsWay } = await newestAnchors(store, sequence)
  for (const anchor of [inBlock, onItsWay]) {
    const epoch = anchor === null ? null : await store.proofs.epoch(anchor.size - 1)
    if (epoch !== null) yield* coveredBy(store, aggregate, epoch, anchor)
  }
  yield* coveredBy(store, aggregate, newest, null)
}

async function* coveredBy({ proofs }: Reads, aggregate: Aggregate, epoch: Epoch, anchor: AnchorRow | null): AsyncGenerator<Covering> {
  const [head = null] = await proofs.headsAt([aggregate], epoch.index)
  if (head !== null) yield { epoch, version: head.version, anchor }
}

/**
 * The oldest epoch that anybody is given a proof for: that of the newest final anchor; where nothing was ever anchored, one of the newest.
 * Null, for any of them, where no anchor is final yet.
 */
export async function provableFrom(store: Anchors, newest: Epoch): Promise<number | null> {
  let anchored = false
  for await (const anchor of newestFirst(store)) {
    if (anchor.state === 'final') return anchor.size - 1
    anchored = true
  }
  return anchored ? null : recentEpochs(newest)
}

/** The oldest epoch that proofs are made for where nothing is anchored. */
export function recentEpochs({ index }: Epoch): number {
  return Math.max(0, index - KEPT_WITHOUT_ANCHORS)
}

/** The newest anchor in a block, and the newest of all that may still come into one, where that is a newer one. */
async function newestAnchors(store: Pick<Reads, 'readModels'>, sequence: number) {
  let onItsWay: AnchorRow | null = null
  for await (const anchor of newestFirst(store)) {
    if (anchor.sequence < sequence) break
    if (anchor.state === 'mined' || anchor.state === 'final') return { inBlock: anchor, onItsWay }
    if (anchor.state !== 'rejected' && onItsWay === null && (await isInLine(store, anchor))) onItsWay = anchor
  }
  return { inBlock: null, onItsWay }
}

async function* newestFirst({ readModels }: Anchors): AsyncGenerator<AnchorRow> {
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof readModels.listAnchors>> = await readModels.listAnchors({ limit: PAGE, cursor })
    yield* page.items
    cursor = page.next
  } while (cursor !== null)
}
