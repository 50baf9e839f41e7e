/** A seal of the line, and the place (from 1) of the anchor that spends it. */
export type KnownSeal = { readonly seal: string; readonly place: number }

/** Enough that a bundle that begins at the nearest one is small, however long the line is. */
const MOST = 16

/**
 * Seals that were verified, with those that have just been: in the line's order, and spread over all of it, since an old history is proven from an
 * old seal. The newest always stays.
 */
export function withSeals(known: readonly KnownSeal[], fresh: readonly KnownSeal[]): readonly KnownSeal[] {
  const places = new Map([...known, ...fresh].map(({ seal, place }) => [place, seal]))
  const seals = [...places].map(([place, seal]) => ({ seal, place })).sort((a, b) => a.place - b.place)
  while (seals.length > MOST) seals.splice(leastMissed(seals), 1)
  return seals
}

/** Of so many seals that follow each other, some that are spread over them, the last among them: their numbers from 0. */
export function spread(count: number): readonly number[] {
  const picked = Math.min(count, MOST)
  return Array.from({ length: picked }, (_, n) => Math.floor(((n + 1) * count) / picked) - 1)
}

/** Which of the seals, but for the newest, leaves the smallest gap. */
function leastMissed(seals: readonly KnownSeal[]): number {
  const gap = (at: number) => (seals[at + 1]?.place ?? Number.POSITIVE_INFINITY) - (seals[at - 1]?.place ?? 0)
  return seals.slice(0, -1).reduce((least, _, at) => (gap(at) < gap(least) ? at : least), 0)
}
