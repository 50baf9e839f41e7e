import type { Trouble } from '../../core/protocol/anchoring.ts'

/** A trouble as it is found; `retryAt` in milliseconds since 1970. */
export type FoundTrouble = Omit<Trouble, 'since' | 'retryAt'> & { readonly retryAt: number | null }

/**
 * What is in the way at this moment. Each subject (an anchor's id, or a part of the work) has its own, which are replaced as a whole whenever
 * it was looked at; a trouble that is found again keeps the time since when it stands.
 */
export class Troubles {
  readonly #bySubject = new Map<string, readonly Trouble[]>()
  /** Of whoever anchored before. */
  readonly earlier: readonly Trouble[]
  readonly #now: () => number

  constructor(now: () => number, earlier: readonly Trouble[]) {
    this.#now = now
    this.earlier = earlier
  }

  set(subject: string, found: readonly FoundTrouble[]): void {
    const known = [...(this.#bySubject.get(subject) ?? []), ...this.earlier]
    const troubles = found.map(({ retryAt, ...trouble }): Trouble => {
      const before = known.find(({ code, anchor }) => code === trouble.code && anchor === trouble.anchor)
      return {
        ...trouble,
        since: before?.since ?? new Date(this.#now()).toISOString(),
        retryAt: retryAt === null ? null : new Date(retryAt).toISOString(),
      }
    })
    if (troubles.length === 0) this.#bySubject.delete(subject)
    else this.#bySubject.set(subject, troubles)
  }

  list(): readonly Trouble[] {
    return [...this.#bySubject.values()].flat()
  }
}
