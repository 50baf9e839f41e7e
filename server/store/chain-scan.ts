import type { StoredEvent } from '../../core/events/event.ts'
import type { Aggregate } from '../../core/events/names.ts'
import type { Head } from './store.ts'

/** An event with what the store's own order says of it: the place in its chain under which it is found, and in the feed. */
export type ScannedEvent = StoredEvent & { readonly version: number; readonly position: number }

/** A head that an epoch has put into the map. */
export type MappedVersion = Head & { readonly epoch: number }

/** A chain as it lies in the store, and what else the store says of it. Nothing of it is checked. */
export type ScannedChain = {
  /** What the store calls it where it has lost the aggregate's name. */
  readonly name: string
  /** Null for events or mapped heads that belong to no aggregate. */
  readonly aggregate: Aggregate | null
  readonly head: Head | null
  /** By epoch. */
  readonly mapped: readonly MappedVersion[]
  /** In order, in pages. To be read once, before the next chain. */
  readonly events: Iterable<readonly ScannedEvent[]>
}

/** How far the newest epoch reaches: it holds every event up to this position, and none after. */
export type MapEnd = { readonly epoch: number; readonly position: number }

/** A part of a store's chains. Together the slices hold every chain, every event and every mapped head, also those without an aggregate. */
export type ScanSlice = { readonly after: number; readonly upTo: number }

/**
 * Everything in a store, chain by chain, for whoever checks all of it: calls are synchronous, so that a thread of its own reads as fast as it
 * can. Whatever a server writes meanwhile, one slice is one moment of the store.
 */
export interface ChainScan {
  /** Slices of about so many chains. */
  slices(chains: number): readonly ScanSlice[]
  /** Answers what `visit` does. It may be called again, for what the store holds then: only its last answer counts. */
  read<T>(slice: ScanSlice, visit: (chains: Iterable<ScannedChain>, mapEnd: MapEnd | null) => T): T
  close(): void
}

/** A chain that comes over a network. */
export type DistantChain = Omit<ScannedChain, 'events'> & { readonly events: AsyncIterable<readonly ScannedEvent[]> }

/** A part of a store's chains, by their names; `upTo` is null for the last one. */
export type DistantSlice = { readonly after: string; readonly upTo: string | null }

/** As `ChainScan`, for a store that is reached over a network: there is no moment at which everything stands still, but what it gives fits together. */
export interface DistantChainScan {
  /** Slices of about so many chains. */
  slices(chains: number): Promise<readonly DistantSlice[]>
  /** Answers what `visit` does. */
  read<T>(slice: DistantSlice, visit: (chains: AsyncIterable<DistantChain>, mapEnd: MapEnd | null) => Promise<T>): Promise<T>
  close(): Promise<void>
}
