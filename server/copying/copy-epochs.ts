import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { EMPTY, headValue, mapKey } from '../../core/proof/map/keys.ts'
import { updateMap } from '../../core/proof/map/update.ts'
import { storedNodes } from '../anchoring/stored-nodes.ts'
import { UnusableStore } from '../store/errors.ts'
import type { Epoch, ProofStore } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import type { ProofReads, StoreReads } from '../store/store-reads.ts'
import { dropMaps, oldestKeptMap } from './dropped-maps.ts'
import { dropErased } from './erasures.ts'
import type { Place } from './marker.ts'
import { sideBySide } from './side-by-side.ts'

/** Epochs that are read at once. */
const PAGE = 100
/** Nodes of old maps are dropped after so many epochs, so that a long history doesn't lie there all at once. */
const TIDIED_EVERY = 100

export type EpochsCopy = {
  readonly source: Pick<StoreReads, 'feedPage'> & { readonly proofs: ProofReads }
  readonly target: Pick<Store, 'feedPage' | 'erase' | 'chainPage'> & { readonly proofs: ProofStore }
  /** Lets others have their turn between two steps of long work. */
  readonly pause: () => Promise<void>
  readonly onEpoch: () => void
  /** Told how many more events are compared. */
  readonly onCompared: (events: number) => void
}

/**
 * Makes the source's epochs in the target, in their order. Their maps are made anew from the heads that they changed, and must have the roots that
 * the records name. A cursor of the source is another one in the target: both feeds are gone through side by side, and compared on the way.
 *
 * @throws UnusableStore where an epoch of the source doesn't hold
 */
export async function copyEpochs(copy: EpochsCopy): Promise<void> {
  const { source, target, onCompared } = copy
  const oldest = await oldestKeptMap(source.proofs)
  const base = await target.proofs.newestEpoch()
  const epochs = epochsFrom(source.proofs, base === null ? 0 : base.index + 1)
  let root = base === null ? EMPTY : hexToBytes(base.mapRoot)
  let next = (await epochs.next()).value ?? null
  for await (const pairs of sideBySide(source, target, await placeAfter(source.proofs, base))) {
    await dropErased(copy, pairs)
    for (const pair of pairs) {
      if (next === null || next.cursor !== pair.source.position) continue
      root = await makeEpoch(copy, next, pair.target.position, root)
      if (next.index % TIDIED_EVERY === 0) await dropMaps(target.proofs, Math.min(oldest, next.index))
      copy.onEpoch()
      next = (await epochs.next()).value ?? null
    }
    onCompared(pairs.length)
  }
  if (next !== null) throw damaged(next, 'names a place in the feed where no event is')
  await dropMaps(target.proofs, oldest)
}

async function* epochsFrom(proofs: ProofReads, first: number): AsyncGenerator<Epoch, null> {
  for (let from = first; ; ) {
    const page = await proofs.epochs(from, PAGE)
    yield* page
    if (page.length < PAGE) return null
    from += page.length
  }
}

/** Where the newest epoch of the target has left both feeds. */
async function placeAfter(proofs: ProofReads, base: Epoch | null): Promise<Place> {
  if (base === null) return { source: null, target: null }
  const own = await proofs.epoch(base.index)
  if (own?.record !== base.record)
    throw new UnusableStore(`The target holds another epoch ${base.index} than the source: it is no copy of it. Copy into an empty target.`)
  return { source: own.cursor, target: base.cursor }
}

/** Answers the root of its map. What is staged a second time, after a run that was broken off, is the same. */
async function makeEpoch({ source, target, pause }: EpochsCopy, epoch: Epoch, cursor: string, base: Uint8Array): Promise<Uint8Array> {
  const { index, attempt, mapRoot } = epoch
  const nodes = storedNodes(target.proofs)
  let root = base
  for await (const heads of source.proofs.changedHeads(index)) {
    const changes = heads.map(({ aggregate, version, hash }) => ({ key: mapKey(aggregate), value: headValue(aggregate, version, hash) }))
    const update = await updateMap(root, changes, nodes, pause)
    await Promise.all([target.proofs.putMapNodes(update.added), target.proofs.stage({ index, attempt, heads, stale: update.stale })])
    root = update.root
  }
  if (bytesToHex(root) !== mapRoot) throw damaged(epoch, 'has another map than the heads that it changed lead to')
  if (!(await target.proofs.commitEpoch({ ...epoch, cursor }))) throw damaged(epoch, 'is not the next one in the target')
  return root
}

function damaged({ index }: Epoch, how: string): UnusableStore {
  return new UnusableStore(`Epoch ${index} of the source ${how}. sealdesk verify-store says what is damaged. The copy isn’t finished.`)
}
