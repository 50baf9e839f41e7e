import { expect } from 'vitest'
import type { Sender } from '../../../core/aggregate/command.ts'
import type { RefusalCode } from '../../../core/protocol/errors.ts'
import { type AnyCommand, advance, type Draft, type Standing, type Subject, start, timeOf } from './subject.ts'

/** What happened, as an independent model remembers it: all of it, also what is erased. */
export type Entry = { readonly version: number; readonly at: string; readonly by: Sender } & Draft

/** The rules once more, told differently: from the list of what happened to a code that refuses, or to what happens next. */
export type Model<C> = {
  answer(log: readonly Entry[], command: C): RefusalCode | Draft
  view(log: readonly Entry[]): unknown
}

/** The versions whose content an entry of the log has erased. */
export function erasedIn(log: readonly Entry[]): ReadonlySet<unknown> {
  return new Set(log.flatMap(({ type, facts }) => (type === 'content_erased' ? [facts.version] : [])))
}

/** A rulebook and its model side by side: each command goes to both, and both must answer and look the same. */
export class Pair<S, C extends AnyCommand> {
  readonly #subject: Subject<S, C>
  readonly #model: Model<C>
  readonly #view: (snapshot: S) => unknown
  readonly #log: Entry[] = []
  #standing: Standing<S>

  constructor(subject: Subject<S, C>, model: Model<C>, view: (snapshot: S) => unknown) {
    this.#subject = subject
    this.#model = model
    this.#view = view
    this.#standing = start(subject)
  }

  get snapshot(): S {
    return this.#standing.snapshot
  }

  /** Sends a command to both. The answers must be the same, the code or the whole event; and what is accepted must look the same. */
  send(command: C): void {
    this.ask(command)
    const { decision, ...next } = advance(this.#subject, this.#standing, command)
    this.#standing = next
    if (decision.type === 'refused') return
    const version = this.#log.length + 1
    this.#log.push({ version, at: timeOf(version), by: command.by, ...decision.draft })
    expect(this.#view(next.snapshot), `the view after ${JSON.stringify(command)}`).toEqual(this.#model.view(this.#log))
  }

  /** Both answers to a command, without sending it. */
  ask(command: C): void {
    const decision = this.#subject.decide(this.#standing.snapshot, command)
    const answer = decision.type === 'accepted' ? decision.draft : decision.refusal.code
    expect(answer, `the answer to ${JSON.stringify(command)}`).toEqual(this.#model.answer(this.#log, command))
  }
}
