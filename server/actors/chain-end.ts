import type { EventHeader } from '../../core/events/header.ts'
import type { Head } from '../store/store.ts'

/** Where a chain ends: its head, and when the event that is its head was recorded; null before the first. */
export type ChainEnd = Head & { readonly recordedAt: string | null }

/** The end of a chain whose newest event has this header and hash. */
export function chainEnd({ version, recordedAt }: EventHeader, hash: string): ChainEnd {
  return { version, hash, recordedAt }
}
