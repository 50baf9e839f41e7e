import type { AnchorRow } from '../../core/anchor/row.ts'
import type { AnchorNowAnswer, Trouble } from '../../core/protocol/anchoring.ts'
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
  | {
      readonly kind: 'refused'
      readonly code: ErrorCode
      readonly text: string
      /** The trouble that it was refused for, where the line tells of it too. */
      readonly trouble: Pick<Trouble, 'code' | 'anchor'> | null
      /** The number of the newest anchor then, 0 where there was none; null until the line is in sight. */
      readonly newest: number | null
    }

/** The line as it is now: the number of its newest anchor, 0 where there is none, and what is in its way. */
export type LineInSight = { readonly newest: number; readonly troubles: readonly Trouble[] }

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

  /** To be told of the line as long as it is in sight: a refusal is dropped when its trouble is over, or a newer anchor is there. */
  look(line: LineInSight): void {
    this.#outcome.update(outcome => (outcome.kind === 'refused' ? refusalNow(outcome, line) : outcome))
  }

  /** Whoever comes later isn't told of it. */
  forget(): void {
    if (this.#outcome.value.kind !== 'under_way') this.#outcome.set({ kind: 'none' })
  }
}

function outcomeOf(answer: Fetched<AnchorNowAnswer>): AnchorOutcome {
  if (!answer.ok) return { kind: 'refused', code: answer.code, text: answer.text, trouble: null, newest: null }
  const { outcome, anchor } = answer.value
  return outcome === 'new' && anchor !== null ? { kind: 'made', anchor } : { kind: 'current', newest: anchor }
}

function refusalNow(refused: Extract<AnchorOutcome, { kind: 'refused' }>, line: LineInSight): AnchorOutcome {
  const { newest, trouble } = refused
  if (newest !== null && line.newest > newest) return { kind: 'none' }
  if (trouble !== null) return line.troubles.some(isSame(trouble)) ? refused : { kind: 'none' }
  const found = line.troubles.find(({ code, text, next }) => code === refused.code || `${text} ${next}` === refused.text)
  if (found === undefined) return newest === null ? { ...refused, newest: line.newest } : refused
  return { ...refused, newest: newest ?? line.newest, trouble: { code: found.code, anchor: found.anchor } }
}

/** Its sentence may change while it lasts. */
function isSame({ code, anchor }: Pick<Trouble, 'code' | 'anchor'>): (other: Trouble) => boolean {
  return other => other.code === code && other.anchor === anchor
}
