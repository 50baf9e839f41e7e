import type { Verdict } from '../../core/proof/bundle/verdict.ts'
import type { Progress } from '../../core/proof/bundle/verify.ts'
import { Cell, type Readable } from '../state/cell.ts'
import { type BundleVerifier, VerifyError } from './bundle-verifier.ts'
import type { GivenBundle, GivenHeaders, GivenTrust } from './given.ts'
import { words } from './words.ts'

/** Where the check is. */
export type CheckRun =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly progress: Progress | null }
  /** `took` in milliseconds. `trust` is the one it was checked against. */
  | { readonly kind: 'over'; readonly verdict: Verdict; readonly took: number; readonly trust: GivenTrust }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly text: string }

type Complete = { readonly bundle: GivenBundle; readonly trust: GivenTrust; readonly headers: GivenHeaders | null }

/** One check after another: a new one gives up the one that is under way. */
export class CheckRuns {
  readonly #verifier: BundleVerifier
  readonly #now: () => number
  readonly #current = new Cell<CheckRun>({ kind: 'none' })
  #giveUp = new AbortController()

  /** `now` in milliseconds, from any beginning. */
  constructor(verifier: BundleVerifier, now: () => number) {
    this.#verifier = verifier
    this.#now = now
  }

  get current(): Readable<CheckRun> {
    return this.#current
  }

  async start({ bundle, trust, headers }: Complete): Promise<void> {
    this.#giveUp.abort()
    this.#giveUp = new AbortController()
    const { signal } = this.#giveUp
    const show = (run: CheckRun) => {
      if (!signal.aborted) this.#current.set(run)
    }
    show({ kind: 'running', progress: null })
    const begun = this.#now()
    const input = { bundle: bundle.bytes, trust: trust.value, headers: headers?.text }
    try {
      const verdict = await this.#verifier.verify(input, progress => show({ kind: 'running', progress }), signal)
      show({ kind: 'over', verdict, took: Math.max(1, Math.round(this.#now() - begun)), trust })
    } catch (error) {
      show({ kind: 'failed', text: error instanceof VerifyError ? error.message : words.problems.crashed })
    }
  }

  cancel(): void {
    this.#giveUp.abort()
    this.#current.set({ kind: 'cancelled' })
  }

  /** Something it needs was taken away: what it said is no longer about what is shown. */
  reset(): void {
    this.#giveUp.abort()
    this.#current.set({ kind: 'none' })
  }
}
