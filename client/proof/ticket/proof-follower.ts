import type { Aggregate } from '../../../core/events/names.ts'
import type { TrustFile } from '../../../core/proof/bundle/trust.ts'
import type { Verdict } from '../../../core/proof/bundle/verdict.ts'
import type { Fetched } from '../../pages/fetch-json.ts'
import { Cell, type Readable } from '../../state/cell.ts'
import type { LogServer } from '../memory/log-server.ts'
import type { Since } from '../memory/seen-things.ts'
import type { CheckedBundle, Witness } from '../memory/witness.ts'
import { words as memoryWords } from '../memory/words.ts'
import type { VerifyInput } from '../verify-messages.ts'
import type { BundleFacts } from './bundle-facts.ts'
import { type TimesOf, withKnownTimes } from './known-times.ts'
import { differAt, hindrance, isTakenBack, type ProofSituation, type ProofState, worthAsking } from './proof-state.ts'
import { words } from './words.ts'

export type ProofParts = {
  readonly aggregate: Aggregate
  readonly witness: () => Promise<Pick<Witness, 'trust' | 'seals' | 'forgetSeals' | 'proven' | 'disproved' | 'look'>>
  readonly server: Pick<LogServer, 'bundle'>
  /** These are loaded when they are first needed. */
  verify(input: VerifyInput): Promise<Verdict>
  /** Where a bundle says that its anchors begin; null where it can't be read. */
  beginOf(bundle: string): Promise<string | null>
  factsOf(bundle: string): Promise<BundleFacts>
  readonly timesOf: TimesOf
  /** Runs `task` after `delay` milliseconds; the returned function cancels it. */
  schedule(task: () => void, delay: number): () => void
  isVisible(): boolean
}

export type ProofView = { readonly state: ProofState; readonly busy: boolean }

/** Several things change at once when an anchor goes on: one question is enough for them. */
const DEBOUNCE = 300
const RETRY = 15_000

/**
 * The proof of one history, fetched and verified in this browser, and again whenever a better one can be had: while the page is visible,
 * and one at a time. `situation` tells it what the page shows.
 */
export class ProofFollower {
  readonly #parts: ProofParts
  readonly #view = new Cell<ProofView>({ state: { kind: 'unknown' }, busy: false })
  #situation: ProofSituation | null = null
  #asked: string | null = null
  /** Blocks were taken back since the proof was had. */
  #isDoubtful = false
  #cancel: () => void = () => {}
  #planned: 'ask' | 'retry' | null = null
  #stopped = false

  constructor(parts: ProofParts) {
    this.#parts = parts
  }

  get view(): Readable<ProofView> {
    return this.#view
  }

  situation(situation: ProofSituation): void {
    if (isTakenBack(this.#situation?.anchors ?? [], situation.anchors)) {
      this.#isDoubtful = true
      this.#asked = null
    }
    this.#situation = situation
    const hindered = hindrance(situation)
    const { state } = this.#view.value
    const isOpen = state.kind !== 'valid' && state.kind !== 'invalid' && state.kind !== hindered
    if (hindered !== null && isOpen) this.#show({ kind: hindered })
    this.#compare()
    this.consider()
  }

  /** Looks whether there is something to ask: after a change, or when the page has become visible. */
  consider(): void {
    if (this.#stopped || this.#planned === 'ask' || this.#view.value.busy || this.#question() === null || !this.#parts.isVisible()) return
    this.#plan('ask', DEBOUNCE, () => void this.#ask())
  }

  /** “Try again.” */
  retry(): void {
    this.#asked = null
    this.consider()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  #question(): string | null {
    const { state } = this.#view.value
    if (this.#situation === null || state.kind === 'invalid') return null
    const question = worthAsking(state, this.#situation, this.#isDoubtful)
    return question === this.#asked ? null : question
  }

  /** In the place of what was planned before: a new reason to ask doesn't wait for the next try. */
  #plan(what: 'ask' | 'retry', delay: number, task: () => void): void {
    this.#cancel()
    this.#planned = what
    this.#cancel = this.#parts.schedule(() => {
      this.#planned = null
      task()
    }, delay)
  }

  async #ask(): Promise<void> {
    const question = this.#question()
    const situation = this.#situation
    if (question === null || situation === null || !this.#parts.isVisible()) return
    this.#asked = question
    this.#isDoubtful = false
    this.#view.update(view => ({ ...view, busy: true }))
    const state = await this.#proof().catch((error: unknown): ProofState => {
      return { kind: 'failed', text: error instanceof Error ? error.message : String(error) }
    })
    if (this.#stopped) return
    this.#take(state)
    // What is known now asks for something else: the log as it was before the answer doesn't answer that any better.
    this.#asked = worthAsking(this.#view.value.state, situation, false) ?? question
    this.consider()
  }

  /** What could not be had leaves the proof that is there. */
  #take(state: ProofState): void {
    const before = this.#view.value.state
    const isNoProof = state.kind === 'failed' || state.kind === 'waiting'
    this.#view.set({ state: isNoProof && before.kind === 'valid' ? before : state, busy: false })
    if (isNoProof) this.#plan('retry', RETRY, () => this.retry())
    this.#compare()
  }

  async #proof(): Promise<ProofState> {
    const { aggregate, verify, factsOf, timesOf } = this.#parts
    const witness = await this.#parts.witness()
    const trust = await witness.trust()
    if (!trust.ok) return refused(trust)
    const { what, since } = trust.value
    const given = await this.#bundle(what)
    if (!given.ok) return refused(given)
    const { text, genesisSeal } = given.value
    const verdict = await verify({ bundle: text, trust: { ...what, genesisSeal } })
    const checked: CheckedBundle = { aggregate, text, genesisSeal, verdict }
    if (verdict.failed !== null) return this.#disproved(checked, { what, since }, memoryWords.proof.invalid(verdict.failed.message))
    const { headers, checkpoint, seals } = await factsOf(text)
    // Until a block holds the anchors, others may take their places, and these seals are none.
    const isAnchored = verdict.ranges.some(({ proven }) => proven === 'anchored')
    if (this.#difference(headers) === null) await witness.proven(checked, checkpoint, isAnchored ? seals : [])
    const { verdict: known, ownBound } = await withKnownTimes(verdict, headers, what.network, timesOf)
    return { kind: 'valid', checked: { ...checked, verdict: known }, trust: trust.value, headers, ownBound }
  }

  /**
   * A bundle from one of the seals that are known to be of the line: which, is for the server to say, as it knows where the history's anchor is.
   * One that doesn't know them is asked for all of the line.
   */
  async #bundle(trust: TrustFile): Promise<Fetched<{ readonly text: string; readonly genesisSeal: string }>> {
    const { aggregate, server, beginOf } = this.#parts
    const witness = await this.#parts.witness()
    const { genesisSeal } = trust
    const seals = await witness.seals(trust)
    if (seals.length > 0) {
      const known = [genesisSeal, ...seals]
      const given = await server.bundle(aggregate, known)
      if (given.ok) {
        const begin = await beginOf(given.value)
        return { ok: true, value: { text: given.value, genesisSeal: begin !== null && known.includes(begin) ? begin : genesisSeal } }
      }
      if (given.field !== 'seal') return given
      await witness.forgetSeals()
    }
    const whole = await server.bundle(aggregate, [])
    return whole.ok ? { ok: true, value: { text: whole.value, genesisSeal } } : whole
  }

  async #disproved(checked: CheckedBundle, trust: Since<TrustFile>, message: string): Promise<ProofState> {
    const witness = await this.#parts.witness()
    // Where the whole log is another one, that is what is to be said.
    if (checked.verdict.failed?.check === 'trust') await witness.look()
    else await witness.disproved(checked, message, null)
    return { kind: 'invalid', message, checked, trust, headers: [] }
  }

  #difference(headers: readonly string[]): number | null {
    return this.#situation === null ? null : differAt(headers, this.#situation.headers)
  }

  /** A valid proof of another history than the one that the page shows proves nothing of what is shown. */
  #compare(): void {
    const { state } = this.#view.value
    if (state.kind !== 'valid') return
    const version = this.#difference(state.headers)
    if (version === null) return
    const message = memoryWords.proof.otherHistory(version)
    this.#show({ ...state, kind: 'invalid', message })
    void this.#parts.witness().then(witness => witness.disproved(state.checked, message, null))
  }

  #show(state: ProofState): void {
    this.#view.update(view => ({ ...view, state }))
  }
}

function refused({ code, text }: Extract<Fetched<unknown>, { ok: false }>): ProofState {
  if (code === 'anchoring_off') return { kind: 'off' }
  if (code === 'no_genesis_seal') return { kind: 'unfunded' }
  if (code === 'proof_not_ready') return { kind: 'waiting' }
  return { kind: 'failed', text: words.notFetched(text) }
}
