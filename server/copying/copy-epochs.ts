import { UnusableStore } from '../store/errors.ts'
import type { Epoch, ProofStore } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import type { ProofReads, StoreReads } from '../store/store-reads.ts'
import { dropMaps, oldestKeptMap } from './dropped-maps.ts'
import { damaged, EpochMaker } from './epoch-maker.ts'
import { dropErased } from './erasures.ts'
import type { Place } from './marker.ts'
import { sideBySide } from './side-by-side.ts'
import type { AfterStep } from './step.ts'

/** Epochs that are read at once. */
const PAGE = 100

export type EpochsCopy = {
  readonly source: Pick<StoreReads, 'feedPage'> & { readonly proofs: ProofReads }
  readonly target: Pick<Store, 'feedPage' | 'erase' | 'chainPage'> & { readonly proofs: ProofStore }
  /** Lets others have their turn between two steps of long work. */
  readonly pause: () => Promise<void>
  readonly onEpochs: AfterStep
  /** Of events. */
  readonly onCompared: AfterStep
}

/**
 * Makes the source's epochs in the target, in their order. A cursor of the source is another one in the target: both feeds are gone through side
 * by side, and compared on the way. Of the maps, those are kept that the source keeps.
 *
 * @throws UnusableStore where an epoch of the source doesn't hold, or the target holds others
 */
export async function copyEpochs(copy: EpochsCopy): Promise<void> {
  const { source, target, pause, onEpochs, onCompared } = copy
  const oldest = await oldestKeptMap(source.proofs)
  const base = await target.proofs.newestEpoch()
  const maker = new EpochMaker(source.proofs, target.proofs, base, pause)
  const epochs = epochsFrom(source.proofs, base === null ? 0 : base.index + 1)

  async function storeGathered(): Promise<void> {
    await onEpochs(await maker.store())
    // Now and then, so that the maps of a long history don't lie there all at once.
    await dropMaps(target.proofs, oldest)
  }

  let next = (await epochs.next()).value
  for await (const pairs of sideBySide(source, target, await placeAfter(source.proofs, base))) {
    await dropErased(copy, pairs)
    for (const pair of pairs) {
      if (next === null || next.cursor !== pair.source.position) continue
      await maker.gather(next, pair.target.position)
      if (maker.isFull) await storeGathered()
      next = (await epochs.next()).value
    }
    await onCompared(pairs.length)
  }
  await storeGathered()
  if (next !== null) throw damaged(next, 'names a place in the feed where no event is')
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
