import { z } from 'zod'
import { UnusableStore } from '../store/errors.ts'
import type { Store } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'

/** The note that a store has which is being made as a copy of another one, until it is whole. */
export const COPY_NOTE = 'copy'
const FINISHED = 'finished'

const placeSchema = z.object({ source: z.string().nullable(), target: z.string().nullable() })
const markerSchema = z.object({ origin: z.string(), place: placeSchema })

/** One place in both feeds: the cursors of the same event. Null before the first one. */
export type Place = z.infer<typeof placeSchema>

/** What is being copied into this store, and up to where all events are there: there may be some more. */
export type CopyMarker = z.infer<typeof markerSchema>

/** Null where this is no copy, or a finished one. */
export async function readMarker({ noted }: Pick<StoreReads, 'noted'>): Promise<CopyMarker | null> {
  const text = await noted(COPY_NOTE)
  return text === null || text === FINISHED ? null : markerSchema.parse(JSON.parse(text))
}

export async function noteMarker({ note }: Pick<Store, 'note'>, marker: CopyMarker): Promise<void> {
  await note(COPY_NOTE, JSON.stringify(marker))
}

/** The last step: from now on it is a store like any other. */
export async function noteFinished({ note }: Pick<Store, 'note'>): Promise<void> {
  await note(COPY_NOTE, FINISHED)
}

/** @throws UnusableStore where a copy into this store isn't finished: much of it may be missing */
export async function requireFinished(store: Pick<StoreReads, 'noted'>, name: string): Promise<void> {
  const marker = await readMarker(store)
  if (marker === null) return
  throw new UnusableStore(
    `The copy of ${marker.origin} in ${name} isn’t finished. Run the same sealdesk copy again: it goes on where it was. Nothing was changed.`,
  )
}
