import type { Refusal } from '../../core/protocol/errors.ts'
import type { NewEvent } from '../store/store.ts'
import { type ChainEnd, chainEnd } from './chain-end.ts'
import type { Step } from './exchange.ts'
import type { Letter } from './mailbox.ts'

/** What was decided on a command, upon a state that isn't on disk yet. */
export type Decided<R> =
  | { readonly letter: Letter<R>; readonly type: 'event'; readonly event: NewEvent }
  | { readonly letter: Letter<R>; readonly type: 'refused'; readonly refusal: Refusal }

/** The commands of one turn: decided in order, each upon what the one before will have done, and appended as one commit. */
export class Batch<S, R> {
  readonly decided: Decided<R>[] = []
  readonly start: ChainEnd
  snapshot: S
  /** The step that concerns another aggregate: it is the only one with an event in its batch. */
  step: Step<S> | null = null
  /** What the step's commit must carry. */
  guard: string | null = null

  constructor(snapshot: S, start: ChainEnd) {
    this.snapshot = snapshot
    this.start = start
  }

  get letters(): readonly Letter<R>[] {
    return this.decided.map(({ letter }) => letter)
  }

  get events(): readonly NewEvent[] {
    return this.decided.flatMap(entry => (entry.type === 'event' ? [entry.event] : []))
  }

  get head(): ChainEnd {
    const last = this.events.at(-1)
    return last === undefined ? this.start : chainEnd(last.fields, last.hash)
  }

  refuse(letter: Letter<R>, refusal: Refusal): void {
    this.decided.push({ letter, type: 'refused', refusal })
  }

  record(letter: Letter<R>, event: NewEvent, snapshot: S): void {
    this.decided.push({ letter, type: 'event', event })
    this.snapshot = snapshot
  }
}

/** The versions whose content the events of a commit erase. */
export function erasedBy(events: readonly NewEvent[]): readonly number[] {
  return events.flatMap(({ fields }) =>
    fields.type === 'content_erased' && typeof fields.facts.version === 'number' ? [fields.facts.version] : [],
  )
}
