import type { Log } from '../actors/live-aggregate.ts'
import type { Store } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { type Rest, requireUnused, type SourceEnd } from './at-rest.ts'
import { copyBlockHeaders } from './copy-block-headers.ts'
import { copyEpochs } from './copy-epochs.ts'
import { copyEvents } from './copy-events.ts'
import { copyKeptProofs } from './copy-kept-proofs.ts'
import { copyAccounts, copySmallThings } from './copy-small-things.ts'
import { makeLists } from './make-lists.ts'
import { requireFinished } from './marker.ts'
import type { BatchSize } from './recorded-batches.ts'
import { settleTarget } from './settle-target.ts'
import type { AfterStep } from './step.ts'

export type CopyPart = 'events' | 'events compared' | 'epochs' | 'kept proofs' | 'block headers' | 'accounts' | 'events in lists'

/** How much of each part this run has done. */
export type CopyProgress = ReadonlyMap<CopyPart, number>

export type CopyOptions = {
  readonly source: StoreReads
  readonly target: Store
  /** What `requireAtRest` has found there. */
  readonly rest: Rest
  /** Comes between two steps of long work, so that others have their turn. Where it rejects, nothing more is written. */
  readonly pause: () => Promise<void>
  readonly log: Log
  readonly onProgress: (progress: CopyProgress) => void
  readonly batch?: BatchSize
}

export type Copied = {
  readonly origin: string
  /** Whether an earlier run had begun it. */
  readonly resumed: boolean
  readonly copied: CopyProgress
  /** Up to where it is copied. */
  readonly end: SourceEnd
}

/**
 * Copies a log with everything that belongs to it into an empty store, or goes on with that. Each step can be broken off anywhere, and is then
 * taken up by the next run. The target stays marked as unfinished: `noteFinished` is the caller's, once it has been looked at, and `requireUnused`
 * still holds.
 *
 * Nobody may work on the source: two stores of one log that both go on sign two histories of it. Guards of commits are left behind with that, as
 * they concern commits that are on their way.
 *
 * @throws UnusableStore where the source isn't at rest or isn't whole, or the target is no empty store
 */
export async function copyStore({ source, target, rest, pause, log, onProgress, batch }: CopyOptions): Promise<Copied> {
  const copied = new Map<CopyPart, number>()
  const count = (part: CopyPart): AfterStep => {
    return async more => {
      copied.set(part, (copied.get(part) ?? 0) + more)
      onProgress(copied)
      await pause()
    }
  }
  await requireFinished(source, 'the source')
  const { marker, resumed } = await settleTarget(source, target)

  const newest = await copyEvents({ source, target, marker, onEvents: count('events'), size: batch })
  await copyEpochs({ source, target, pause, onEpochs: count('epochs'), onCompared: count('events compared') })
  await copyKeptProofs(source, target, count('kept proofs'))
  await copyBlockHeaders(source, target, count('block headers'))
  await copySmallThings(source, target)
  await copyAccounts(source, target, count('accounts'))
  await makeLists(target, log, count('events in lists'))

  const end = { rest, newest, epoch: (await target.proofs.newestEpoch())?.index ?? null }
  await requireUnused(source, end)
  return { origin: marker.origin, resumed, copied, end }
}
