import { type AnyStateMachine, type EmittedFrom, type EventFromLogic, type SnapshotFrom, transition } from 'xstate'
import { type Refusal, type RefusalCode, refusal } from '../protocol/errors.ts'

/** A machine's answer to a command: the event it would record, or why it refuses. */
export type Decision<D> = { readonly type: 'accepted'; readonly draft: D } | { readonly type: 'refused'; readonly refusal: Refusal }

/** A chart's action for a rule that refuses, with the sentence of the code or a more exact one. */
export function refuse(code: RefusalCode, text?: string) {
  return { type: 'refuse' as const, params: refusal(code, text) }
}

/**
 * Asks a machine about a command without changing anything: commands never change a machine's state, they emit one decision.
 * Answers undefined where the machine has no transition for the command in its present state.
 */
export function emittedBy<M extends AnyStateMachine>(
  machine: M,
  snapshot: SnapshotFrom<M>,
  command: EventFromLogic<M>,
): EmittedFrom<M> | undefined {
  const actions: readonly { readonly type: string }[] = transition(machine, snapshot, command)[1]
  for (const action of actions) {
    if (isEmit<EmittedFrom<M>>(action)) return action.params.event
  }
  return undefined
}

/** XState 5.33 leaves `xstate.emit` out of the type of its executable actions; its params carry the emitted event. */
function isEmit<E>(action: { readonly type: string }): action is { type: 'xstate.emit'; params: { event: E } } {
  return action.type === 'xstate.emit'
}
