import type { CommandOf, PayloadSchemas, Sender } from '../../core/aggregate/command.ts'
import type { Decision } from '../../core/aggregate/decide.ts'
import type { JsonObject } from '../../core/events/canonical.ts'
import type { StoredEvent } from '../../core/events/event.ts'

/** An accepted event before it is recorded, of whatever aggregate. */
export type Draft = { readonly type: string; readonly facts: JsonObject; readonly content: JsonObject | null }

/**
 * A kind of aggregate, as the actors see it. `S` is its machine's snapshot, `P` the payloads that may be sent, `C` the commands that
 * the machine takes.
 */
export type Kind<S, P extends PayloadSchemas, C extends { readonly by: Sender }> = {
  readonly type: 'ticket' | 'user' | 'anchor'
  readonly machineVersion: number
  readonly payloads: P
  /** What a command still needs that only the store can give, such as a number. Only asked for what will be decided. */
  complete(command: CommandOf<P>, snapshot: S): C | Promise<C>
  decide(snapshot: S, id: string, command: C): Decision<Draft>
  /** Starts a live machine from a snapshot's text; from nothing where it is null. Throws where the text is none of this machine's. */
  start(state: string | null): Machine<S>
  /** The state after a recorded event, without a live machine. Throws UnreadableEvent. */
  next(snapshot: S, event: StoredEvent): S
}

/** A live machine: the XState actor of one aggregate. It only ever receives recorded events. */
export type Machine<S> = {
  snapshot(): S
  send(event: StoredEvent): void
  /** The present state as text, for `Kind.start`. */
  persist(): string
  stop(): void
}
