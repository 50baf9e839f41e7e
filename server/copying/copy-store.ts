import type { Log } from '../actors/live-aggregate.ts'
import { ANCHORING_LEASE, LISTS_LEASE } from '../leases/names.ts'
import { UnusableStore } from '../store/errors.ts'
import type { Store } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { copyBlockHeaders } from './copy-block-headers.ts'
import { copyEpochs } from './copy-epochs.ts'
import { copyEvents } from './copy-events.ts'
import { copyKeptProofs } from './copy-kept-proofs.ts'
import { copyAccounts, copySmallThings } from './copy-small-things.ts'
import { makeLists } from './make-lists.ts'
import { requireFinished } from './marker.ts'
import type { BatchSize } from './recorded-batches.ts'
import { settleTarget } from './settle-target.ts'

export type CopyPart = 'events' | 'events compared' | 'epochs' | 'kept proofs' | 'block headers' | 'accounts' | 'events in lists'

/** How much of each part this run has done. */
export type CopyProgress = ReadonlyMap<CopyPart, number>

export type CopyOptions = {
  readonly source: StoreReads
  readonly target: Store
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Lets others have their turn between two steps of long work. */
  readonly pause: () => Promise<void>
  readonly log: Log
  readonly onProgress: (progress: CopyProgress) => void
  readonly batch?: BatchSize
}

/** `resumed`: an earlier run had begun it. */
export type Copied = { readonly origin: string; readonly resumed: boolean; readonly copied: CopyProgress }

/**
 * Copies a log with everything that belongs to it into an empty store, or goes on with that. Each step can be broken off anywhere, and is then
 * taken up by the next run. The target stays marked as unfinished: `noteFinished` is the caller's, once it has been looked at.
 *
 * Nobody may work on the source: two stores of one log that both go on sign two histories of it. Guards of commits are left behind with that, as
 * they concern commits that are on their way.
 *
 * @throws UnusableStore where the source isn't at rest or isn't whole, or the target is no empty store
 */
export async function copyStore({ source, target, now, pause, log, onProgress, batch }: CopyOptions): Promise<Copied> {
  const copied = new Map<CopyPart, number>()
  const count = (part: CopyPart) => (more: number) => {
    copied.set(part, (copied.get(part) ?? 0) + more)
    onProgress(copied)
  }
  await requireFinished(source, 'the source')
  await requireAtRest(source, now())
  const { marker, resumed } = await settleTarget(source, target)

  const end = await copyEvents({ source, target, marker, onEvents: count('events'), size: batch })
  await copyEpochs({ source, target, pause, onEpochs: count('epochs'), onCompared: count('events compared') })
  await copyKeptProofs(source, target, count('kept proofs'))
  await copyBlockHeaders(source, target, count('block headers'))
  await copySmallThings(source, target)
  await copyAccounts(source, target, count('accounts'))
  await makeLists(target, log, count('events in lists'))

  await requireAtRest(source, now())
  const [newest, epoch, own] = await Promise.all([source.newest(), source.proofs.newestEpoch(), target.proofs.newestEpoch()])
  if (newest !== end || epoch?.index !== own?.index)
    throw new UnusableStore(
      'The source was used while it was copied. Stop what works on it, and run the copy again: it goes on where it is.',
    )
  return { origin: marker.origin, resumed, copied }
}

/** @throws UnusableStore where a server works on the store */
export async function requireAtRest(source: Pick<StoreReads, 'isLeased'>, now: number): Promise<void> {
  const held = await Promise.all([ANCHORING_LEASE, LISTS_LEASE].map(name => source.isLeased(name, now)))
  if (held.includes(true))
    throw new UnusableStore(
      'A server works on the source, or was killed some seconds ago. Stop all of its servers, wait ten seconds where one was killed, and run the copy again.',
    )
}
