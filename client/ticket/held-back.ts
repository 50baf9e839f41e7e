export type Arrival = { readonly version: number; readonly own: boolean }

/**
 * How far the conversation is shown after events have arrived. Nothing moves under the reader: what others do waits unless the
 * reader is at the end and not writing; what oneself did is shown at once, with everything before it.
 */
export function advance(shown: number, arrivals: readonly Arrival[], atEnd: boolean): number {
  const newest = arrivals.at(-1)?.version ?? shown
  if (shown === 0 || atEnd) return Math.max(shown, newest)
  const ownNewest = arrivals.findLast(({ own }) => own)?.version ?? 0
  return Math.max(shown, ownNewest)
}
