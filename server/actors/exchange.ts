import type { Sender } from '../../core/aggregate/command.ts'
import type { Refusal } from '../../core/protocol/errors.ts'
import type { Draft } from './kind.ts'

/** What an event is about to do to an aggregate, and who caused it. `version` is the one the event will have. */
export type Step<S> = {
  readonly id: string
  readonly before: S
  readonly draft: Draft
  readonly version: number
  readonly commandId: string
  readonly by: Sender
}

/** What the step needs is there, as long as its commit can be appended with this guard (`Commit.guard`); or why it can't be had. */
export type Prepared = { readonly ok: true; readonly guard: string | null } | { readonly ok: false; readonly refusal: Refusal }

/**
 * What an event of this aggregate needs of another one. An aggregate is never locked for it: what was prepared and then not used is
 * given back, or settled later: so also where nobody knows whether the step was appended.
 */
export interface Exchange<S> {
  /** Whether the step touches another aggregate at all. Such a step is appended alone, upon a head that is on disk. */
  concerns(step: Step<S>): boolean
  /** Before the append. A refusal stops the command. */
  prepare(step: Step<S>): Promise<Prepared>
  /** The step that was prepared isn't appended after all. Never rejects: what fails here is settled later. */
  abandon(step: Step<S>): Promise<void>
  /** The step is on disk. Never rejects, as `abandon`. */
  complete(step: Step<S>): Promise<void>
}

/** For aggregates whose events need nobody else. */
export function noExchange<S>(): Exchange<S> {
  return {
    concerns: () => false,
    prepare: async () => ({ ok: true, guard: null }),
    abandon: async () => {},
    complete: async () => {},
  }
}
