import { type AnyStateMachine, type AnyTransitionDefinition, type EventFromLogic, fromTransition, type SnapshotFrom } from 'xstate'
import { type DirectedGraphNode, getShortestPaths, toDirectedGraph } from 'xstate/graph'
import { type AnyCommand, advance, type Standing, type Subject, start } from './subject.ts'

/** Every branch of a chart by name: `ticket.present.open edit_ticket [sameText]`; `[else]` where no rule refuses. */
export function branchesOf(machine: AnyStateMachine): string[] {
  const below = ({ edges, children }: DirectedGraphNode): string[] => [
    ...edges.map(({ transition }) => nameOf(transition)),
    ...children.flatMap(below),
  ]
  return below(toDirectedGraph(machine))
}

/** The branches that a machine takes when it receives each of the events in each of the snapshots. */
export function branchesTaken<M extends AnyStateMachine>(
  machine: M,
  snapshots: readonly SnapshotFrom<M>[],
  events: readonly EventFromLogic<M>[],
): Set<string> {
  return new Set(snapshots.flatMap(snapshot => events.flatMap(event => machine.getTransitionData(snapshot, event).map(nameOf))))
}

function nameOf({ source, eventType, guard }: AnyTransitionDefinition): string {
  return `${source.id} ${eventType} [${guard === undefined ? 'else' : String(guard)}]`
}

/**
 * The shortest way by commands to every state that they can lead to, found by XState. Snapshots with the same `key` count as one
 * state: it keeps the number finite, and must tell apart what the rules tell apart.
 */
export function pathsOf<S, C extends AnyCommand>(
  subject: Subject<S, C>,
  commands: readonly C[],
  key: (snapshot: S) => unknown,
): (readonly C[])[] {
  const book = fromTransition((standing: Standing<S>, command: C): Standing<S> => advance(subject, standing, command), start(subject))
  const paths = getShortestPaths(book, { events: commands, serializeState: ({ context }) => JSON.stringify(key(context.snapshot)) })
  return paths.map(({ steps }) => steps.flatMap(({ event }) => commands.filter(command => command === event)))
}
