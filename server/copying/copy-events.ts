import { UnusableStore, VersionConflict } from '../store/errors.ts'
import type { Store } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { dropErased, dropNamed } from './erasures.ts'
import { type CopyMarker, noteMarker } from './marker.ts'
import { type Batch, type BatchSize, recordedBatches } from './recorded-batches.ts'
import { placeOf, sideBySide } from './side-by-side.ts'
import type { AfterStep } from './step.ts'

const SIZE: BatchSize = { events: 1000, characters: 2 * 1024 * 1024 }

export type EventsCopy = {
  readonly source: Pick<StoreReads, 'feedPage' | 'chainPage'>
  readonly target: Pick<Store, 'feedPage' | 'newest' | 'chainPage' | 'appendAll' | 'erase' | 'note'>
  readonly marker: CopyMarker
  readonly onEvents: AfterStep
  readonly size?: BatchSize | undefined
}

/**
 * Brings the target's events up to the end of the source's feed, in the same order. How far it is, is noted before each batch: the next run
 * goes on from there, and compares what the target holds beyond that. Answers the cursor of the source's last event.
 *
 * @throws UnusableStore where the target holds anything else, or the source's chains don't hold
 */
export async function copyEvents(copy: EventsCopy): Promise<string | null> {
  const { source, target, marker, onEvents, size = SIZE } = copy
  let { place } = marker
  for await (const pairs of sideBySide(source, target, place)) {
    place = placeOf(pairs)
    await dropErased(copy, pairs)
    await dropNamed(
      copy,
      pairs.map(pair => pair.source),
    )
  }
  if ((await target.newest()) !== place.target)
    throw new UnusableStore('The target holds events that the source hasn’t: it is no copy of it. Copy into an empty target.')
  for await (const batch of recordedBatches(source, place.source, size)) {
    await noteMarker(target, { ...marker, place })
    await append(target, batch)
    await dropNamed(copy, batch.events)
    place = { source: batch.cursor, target: await target.newest() }
    await onEvents(batch.events.length)
  }
  return place.source
}

async function append(target: Pick<Store, 'appendAll'>, { commits }: Batch): Promise<void> {
  try {
    await target.appendAll(commits)
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error
    throw new UnusableStore(
      `An event of the source doesn’t follow its chain (${error.message}). sealdesk verify-store says what is damaged. The copy isn’t finished.`,
      { cause: error },
    )
  }
}
