import type { AnchorRow } from '../../core/anchor/row.ts'
import type { AnchorNowAnswer } from '../../core/protocol/anchoring.ts'
import type { ErrorCode } from '../../core/protocol/errors.ts'
import type { Fetched } from '../pages/fetch-json.ts'
import { Cell, type Readable } from './cell.ts'

/** What came of asking for an anchor. */
export type AnchorOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'under_way' }
  /** As it was then: it goes on. */
  | { readonly kind: 'made'; readonly anchor: AnchorRow }
  /** There was nothing to anchor. `newest` carries everything; null where nothing was ever recorded. */
  | { readonly kind: 'current'; readonly newest: AnchorRow | null }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly text: string }

/** “Anchor now”, of the Anchors page and of the palette: one request at a time, and what came of the last one. */
export class AnchorRequest {
  readonly #outcome = new Cell<AnchorOutcome>({ kind: 'none' })
  readonly #ask: () => Promise<Fetched<AnchorNowAnswer>>

  constructor(ask: () => Promise<Fetched<AnchorNowAnswer>>) {
    this.#ask = ask
  }

  get outcome(): Readable<AnchorOutcome> {
    return this.#outcome
  }

  /** Asks, unless that is under way. Answers what came of it; null where it was under way. */
  async run(): Promise<AnchorOutcome | null> {
    if (this.#outcome.value.kind === 'under_way') return null
    this.#outcome.set({ kind: 'under_way' })
    const outcome = outcomeOf(await this.#ask())
    this.#outcome.set(outcome)
    return outcome
  }

  /** Whoever comes later isn't told of it. */
  forget(): void {
    if (this.#outcome.value.kind !== 'under_way') this.#outcome.set({ kind: 'none' })
  }
}

function outcomeOf(answer: Fetched<AnchorNowAnswer>): AnchorOutcome {
  if (!answer.ok) return { kind: 'refused', code: answer.code, text: answer.text }
  const { outcome, anchor } = answer.value
  return outcome === 'new' && anchor !== null ? { kind: 'made', anchor } : { kind: 'current', newest: anchor }
}
