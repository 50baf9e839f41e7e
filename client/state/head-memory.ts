import type { Aggregate } from '../../core/events/names.ts'

/** A head as it was seen: its exact header text is what makes it evidence. */
export type SeenHead = { readonly version: number; readonly hash: string; readonly header: string }

/** What was seen of chains before, in this browser. It never rejects: without a memory there is nothing to compare. */
export interface HeadMemory {
  /** The newest head of a chain that was checked here before; null for one that is seen for the first time. */
  remembered(aggregate: Aggregate): Promise<SeenHead | null>
  /** A chain was checked to its newest event. */
  saw(aggregate: Aggregate, head: SeenHead): void
  /** The server shows a past that can't be the one remembered. `shown` is what stands there now, or the newest event; null for none. */
  contradicted(aggregate: Aggregate, remembered: SeenHead, shown: SeenHead | null): void
}

/** Remembers nothing. */
export const NO_MEMORY: HeadMemory = { remembered: async () => null, saw: () => {}, contradicted: () => {} }
