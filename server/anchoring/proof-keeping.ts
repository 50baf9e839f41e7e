import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { proveHeads } from '../../core/proof/map/find.ts'
import { headValue, mapKey } from '../../core/proof/map/keys.ts'
import { packSiblings } from '../../core/proof/map/packed-siblings.ts'
import { MissingNode } from '../store/errors.ts'
import type { Epoch, MappedHead } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import { storedNodes } from './stored-nodes.ts'

/** Heads that are proven at once: some thousand nodes, read together depth by depth. */
const PAGE = 1000
/** The newest epoch up to which every change has its proof. */
const NOTE = 'kept-proofs'

type Proofs = Pick<Store['proofs'], 'epoch' | 'changedHeads' | 'headsAt' | 'mapNodes' | 'keepProofs'>

export type KeepingDeps = {
  readonly store: Pick<Store, 'noted' | 'note'> & {
    readonly proofs: Proofs
    readonly readModels: Pick<Store['readModels'], 'anchorCovering'>
  }
  /** Lets others have their turn between two steps of long work. */
  readonly pause: () => Promise<void>
}

/**
 * Keeps a proof of every head in the map that the first anchor to hold it carries, as far as those anchors hold epochs up to `upTo`: what can
 * be shown of it stays the same when that map's nodes are dropped. Answers the epoch of the last of those anchors; null where it was
 * stopped. It may be stopped anywhere, and then some of the work is repeated.
 */
export async function keepProofs(deps: KeepingDeps, upTo: number, stop: AbortSignal): Promise<number | null> {
  const { proofs, readModels } = deps.store
  let kept = await keptTo(deps.store)
  let looked = kept
  for (;;) {
    const anchor = await readModels.anchorCovering(looked + 1, 1)
    if (anchor === null || anchor.size - 1 > upTo) return looked
    const epoch = await proofs.epoch(anchor.size - 1)
    if (epoch === null) throw new Error(`anchor ${anchor.sequence} carries epochs that aren’t there`)
    looked = epoch.index
    try {
      for await (const { heads, upTo: done } of changesUpTo(epoch, kept, deps)) {
        if (stop.aborted) return null
        await keepHeads(deps, epoch, heads)
        await deps.store.note(NOTE, String(done))
        kept = done
      }
    } catch (error) {
      // Whoever didn't anchor for long has dropped nodes of that map: the next anchor's map holds these heads, too.
      if (!(error instanceof MissingNode)) throw error
    }
  }
}

/** What is noted twice, or by somebody who was slow, only leads to work that is done already. */
async function keptTo(store: KeepingDeps['store']): Promise<number> {
  const noted = Number((await store.noted(NOTE)) ?? -1)
  return Number.isSafeInteger(noted) ? noted : -1
}

/** The heads in the map of an epoch that came into it after another one, in pages; `upTo` is the last epoch whose changes are all given. */
async function* changesUpTo(
  { index: end }: Epoch,
  after: number,
  { store: { proofs }, pause }: KeepingDeps,
): AsyncGenerator<{ readonly heads: readonly MappedHead[]; readonly upTo: number }> {
  let heads: MappedHead[] = []
  for (let index = after + 1; index <= end; index++) {
    for await (const page of proofs.changedHeads(index)) {
      const inMap = await proofs.headsAt(
        page.map(({ aggregate }) => aggregate),
        end,
      )
      // What was changed again before the anchor isn't in its map.
      heads.push(...page.filter((_, place) => inMap[place]?.epoch === index))
      if (heads.length < PAGE) continue
      yield { heads, upTo: index - 1 }
      heads = []
    }
    await pause()
  }
  yield { heads, upTo: end }
}

async function keepHeads({ store: { proofs }, pause }: KeepingDeps, epoch: Epoch, heads: readonly MappedHead[]): Promise<void> {
  const keys = heads.map(({ aggregate }) => mapKey(aggregate))
  const paths = await proveHeads(hexToBytes(epoch.mapRoot), keys, storedNodes(proofs), pause)
  await proofs.keepProofs(
    heads.flatMap(({ aggregate, version, hash }, place) => {
      const path = paths[place]
      const isProof = path?.leaf?.value === bytesToHex(headValue(aggregate, version, hash))
      return isProof ? [{ aggregate, epoch: epoch.index, version, siblings: packSiblings(path.siblings) }] : []
    }),
  )
}
