import type { AnchorRow } from '../../core/anchor/row.ts'
import type { Aggregate } from '../../core/events/names.ts'
import type { Epoch } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'

/** Anchors that are looked at at once. */
const PAGE = 100

type Reads = {
  readonly proofs: Pick<Store['proofs'], 'headsAt' | 'epoch' | 'newestEpoch'>
  readonly readModels: Pick<Store['readModels'], 'listAnchors'>
}

/** What a proof stands on: an epoch that holds the aggregate at a version, and the anchor that carries it, if there is one. */
export type Covering = { readonly epoch: Epoch; readonly version: number; readonly anchor: AnchorRow | null }

/**
 * The best there is to prove an aggregate with: the newest anchor in a block, else the newest that is on its way to one, else the newest
 * checkpoint alone. Only anchors from `sequence` on count. Null where no epoch holds the aggregate yet.
 */
export async function findCovering(store: Reads, aggregate: Aggregate, sequence: number): Promise<Covering | null> {
  const newest = await store.proofs.newestEpoch()
  if (newest === null) return null
  const coveredBy = async (epoch: Epoch, anchor: AnchorRow | null): Promise<Covering | null> => {
    const [head = null] = await store.proofs.headsAt([aggregate], epoch.index)
    return head === null ? null : { epoch, version: head.version, anchor }
  }
  const { inBlock, onItsWay } = await newestAnchors(store, sequence)
  for (const anchor of [inBlock, onItsWay]) {
    const epoch = anchor === null ? null : await store.proofs.epoch(anchor.size - 1)
    const covering = epoch === null ? null : await coveredBy(epoch, anchor)
    if (covering !== null) return covering
  }
  return coveredBy(newest, null)
}

/** The epoch of the newest final anchor: nobody is given a proof for an older one. Null where none is final. */
export async function finalEpoch(store: Pick<Reads, 'readModels'>): Promise<number | null> {
  for await (const anchor of newestFirst(store)) if (anchor.state === 'final') return anchor.size - 1
  return null
}

/** The newest anchor in a block, and the newest of all that may still come into one, where that is a newer one. */
async function newestAnchors(store: Pick<Reads, 'readModels'>, sequence: number) {
  let onItsWay: AnchorRow | null = null
  for await (const anchor of newestFirst(store)) {
    if (anchor.sequence < sequence) break
    if (anchor.state === 'mined' || anchor.state === 'final') return { inBlock: anchor, onItsWay }
    if (anchor.state !== 'rejected') onItsWay ??= anchor
  }
  return { inBlock: null, onItsWay }
}

async function* newestFirst({ readModels }: Pick<Reads, 'readModels'>): AsyncGenerator<AnchorRow> {
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof readModels.listAnchors>> = await readModels.listAnchors({ limit: PAGE, cursor })
    yield* page.items
    cursor = page.next
  } while (cursor !== null)
}
