import { type AnchorRow, isInBlock } from '../../core/anchor/row.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { unpackSiblings } from '../../core/proof/map/packed-siblings.ts'
import type { Siblings } from '../../core/proof/map/prove.ts'
import type { Epoch } from '../store/proofs.ts'
import type { Head, Store } from '../store/store.ts'
import { isInLine } from './seal-line.ts'

/** Anchors that are looked at at once: mostly the newest are enough. */
const PAGE = 20

type Anchors = Pick<Store['readModels'], 'listAnchors'>

type Reads = {
  readonly proofs: Pick<Store['proofs'], 'headsAt' | 'keptProof' | 'epoch' | 'newestEpoch'>
  readonly readModels: Anchors & Pick<Store['readModels'], 'anchors' | 'anchorLine' | 'anchorCovering'>
}

/** What a proof stands on: a map that holds the aggregate's head, and what carries it. */
export type Covering = {
  /** Whose map holds the head. */
  readonly epoch: Epoch
  readonly head: Head
  /** The way from the map's root to the head; null where it is still to be found among the map's nodes. */
  readonly siblings: Siblings | null
  /** Whose checkpoint's log holds the epoch. */
  readonly checkpoint: Epoch
  /** The anchor that carries that checkpoint, if there is one. */
  readonly anchor: AnchorRow | null
}

/**
 * What an aggregate can be proven with, the best first. Of the versions that an anchor in a block holds it is the newest, as early as it can be
 * shown: with the first such anchor that holds it. Then come an anchor that is on its way to a block, and the newest checkpoint alone. Only
 * anchors from `sequence` on count. None where no epoch holds the aggregate yet.
 */
export async function* coverings(store: Reads, aggregate: Aggregate, sequence: number): AsyncGenerator<Covering> {
  const newest = await store.proofs.newestEpoch()
  if (newest === null) return
  const { inBlock, onItsWay } = await newestAnchors(store, sequence)
  if (inBlock !== null) yield* inBlocks(store, aggregate, inBlock, sequence)
  if (onItsWay !== null) yield* byMapOf(store, aggregate, onItsWay)
  yield* byMap(store, aggregate, newest, null)
}

/** What the newest anchor in a block holds. */
async function* inBlocks(store: Reads, aggregate: Aggregate, newest: AnchorRow, sequence: number): AsyncGenerator<Covering> {
  const [head = null] = await store.proofs.headsAt([aggregate], newest.size - 1)
  if (head === null) return
  const first = (await store.readModels.anchorCovering(head.epoch, sequence)) ?? newest
  // While that anchor's own map is there, it shows that this was the newest version then. What was kept is read afterwards: it is there, where
  // nodes have just been dropped.
  yield* byMapOf(store, aggregate, first)
  yield* byKeptProof(store, aggregate, head, sequence)
  if (newest.id !== first.id) yield* byMapOf(store, aggregate, newest)
}

async function* byKeptProof({ proofs, readModels }: Reads, aggregate: Aggregate, head: Head, sequence: number): AsyncGenerator<Covering> {
  const kept = await proofs.keptProof(aggregate)
  if (kept === null || kept.version !== head.version) return
  const anchor = await readModels.anchorCovering(kept.epoch, sequence)
  if (anchor === null) return
  const [epoch, checkpoint] = await Promise.all([proofs.epoch(kept.epoch), proofs.epoch(anchor.size - 1)])
  if (epoch !== null && checkpoint !== null) yield { epoch, head, siblings: unpackSiblings(kept.siblings), checkpoint, anchor }
}

/** By the map of the newest epoch that an anchor's checkpoint holds. */
async function* byMapOf(store: Reads, aggregate: Aggregate, anchor: AnchorRow): AsyncGenerator<Covering> {
  const epoch = await store.proofs.epoch(anchor.size - 1)
  if (epoch !== null) yield* byMap(store, aggregate, epoch, anchor)
}

async function* byMap({ proofs }: Reads, aggregate: Aggregate, epoch: Epoch, anchor: AnchorRow | null): AsyncGenerator<Covering> {
  const [head = null] = await proofs.headsAt([aggregate], epoch.index)
  if (head !== null) yield { epoch, head, siblings: null, checkpoint: epoch, anchor }
}

/** The newest anchor in a block, and the newest of all that may still come into one, where that is a newer one. */
async function newestAnchors(store: Pick<Reads, 'readModels'>, sequence: number) {
  let onItsWay: AnchorRow | null = null
  for await (const anchor of newestFirst(store.readModels)) {
    if (anchor.sequence < sequence) break
    if (isInBlock(anchor)) return { inBlock: anchor, onItsWay }
    if (anchor.state !== 'rejected' && onItsWay === null && (await isInLine(store, anchor))) onItsWay = anchor
  }
  return { inBlock: null, onItsWay }
}

/** All anchors, from the end of the line backwards. */
export async function* newestFirst(readModels: Anchors): AsyncGenerator<AnchorRow> {
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Anchors['listAnchors']>> = await readModels.listAnchors({ limit: PAGE, cursor })
    yield* page.items
    cursor = page.next
  } while (cursor !== null)
}
