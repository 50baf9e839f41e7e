import type { Place } from '../../core/user/state.ts'

/** A place that was taken less than this many milliseconds ago likely belongs to an exchange under way, here or on another server. */
const UNDER_WAY_MS = 5000

/**
 * Tells places that nobody may be about to use. When one was taken is recorded by the clock of the server that took it, which may be wrong. Where it
 * is behind, an exchange under way may be disturbed, and reserves anew; where it is ahead, the place counts from when it was first seen here.
 */
export class OverduePlaces {
  readonly #now: () => number
  /** By person: when each of their present places was first seen here. */
  readonly #seen = new Map<string, ReadonlyMap<number, number>>()

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Those of a person's places that were taken long enough ago. */
  of(person: string, places: readonly Place[]): readonly Place[] {
    const now = this.#now()
    const known = this.#seen.get(person)
    const seen = new Map(places.map(({ reservation }) => [reservation, known?.get(reservation) ?? now]))
    this.#seen.set(person, seen)
    return places.filter(({ at, reservation }) => Math.min(Date.parse(at), seen.get(reservation) ?? now) <= now - UNDER_WAY_MS)
  }
}
