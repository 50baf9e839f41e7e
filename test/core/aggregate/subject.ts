import type { Sender } from '../../../core/aggregate/command.ts'
import type { Decision } from '../../../core/aggregate/decide.ts'
import type { JsonObject } from '../../../core/events/canonical.ts'
import { recordEvent, type StoredEvent } from '../../../core/events/event.ts'
import { genesisHash, sha256Hex } from '../../../core/events/hash.ts'
import type { Aggregate } from '../../../core/events/names.ts'

export type Draft = { readonly type: string; readonly facts: JsonObject; readonly content: JsonObject | null }
export type AnyCommand = { readonly type: string; readonly payload: unknown; readonly by: Sender }

/** A rulebook as the laws see it: it decides on commands, and applies what was recorded. */
export type Subject<S, C extends AnyCommand> = {
  readonly aggregate: Aggregate
  readonly initial: S
  decide(snapshot: S, command: C): Decision<Draft>
  apply(snapshot: S, event: StoredEvent): S
  /** The snapshot of a live XState actor that has been sent a chain. */
  live(chain: readonly StoredEvent[]): S
  persist(snapshot: S): string
  revive(text: string): S
  /** Everything that a snapshot holds: the state and the context. */
  shown(snapshot: S): { readonly value: unknown; readonly context: object }
}

export const ORIGIN = 'sealdesk.example/log'

/** When the event with this version is recorded: a minute after the one before. */
export function timeOf(version: number): string {
  return new Date(Date.UTC(2026, 0, 1) + version * 60_000).toISOString()
}

/** The event that a draft becomes at the end of a chain. */
function recordNext(aggregate: Aggregate, chain: readonly StoredEvent[], { type, facts, content }: Draft, by: Sender): StoredEvent {
  const version = chain.length + 1
  const draft = {
    origin: ORIGIN,
    aggregate,
    version,
    parent: chain.at(-1)?.hash ?? genesisHash(ORIGIN, aggregate),
    type,
    recordedAt: timeOf(version),
    actor: { type: by.type, id: by.id },
    commandId: `00000000-0000-4000-8000-${String(version).padStart(12, '0')}`,
    facts,
    content,
    block: null,
  }
  return recordEvent(draft, content === null ? null : sha256Hex(`salt ${version}`))
}

/** A chain with one event more, as a store keeps it: an erasure takes content and salt of the version that it names. */
function storeNext(chain: readonly StoredEvent[], event: StoredEvent, { type, facts }: Draft): readonly StoredEvent[] {
  const kept =
    type === 'content_erased' ? chain.map((old, i) => (i + 1 === facts.version ? { ...old, salt: null, content: null } : old)) : chain
  return [...kept, event]
}

/** Where a rulebook stands: its snapshot, and the chain as a store keeps it. */
export type Standing<S> = { readonly snapshot: S; readonly chain: readonly StoredEvent[] }
export type Step<S, C> = Standing<S> & { readonly command: C; readonly decision: Decision<Draft> }

export function start<S, C extends AnyCommand>(subject: Subject<S, C>): Standing<S> {
  return { snapshot: subject.initial, chain: [] }
}

/** Sends a command; what is accepted is recorded, stored and applied. */
export function advance<S, C extends AnyCommand>(subject: Subject<S, C>, { snapshot, chain }: Standing<S>, command: C): Step<S, C> {
  const decision = subject.decide(snapshot, command)
  if (decision.type === 'refused') return { command, decision, snapshot, chain }
  const event = recordNext(subject.aggregate, chain, decision.draft, command.by)
  return { command, decision, snapshot: subject.apply(snapshot, event), chain: storeNext(chain, event, decision.draft) }
}

/** Sends commands one after the other. */
export function play<S, C extends AnyCommand>(subject: Subject<S, C>, commands: readonly C[]): readonly Step<S, C>[] {
  const steps: Step<S, C>[] = []
  for (const command of commands) steps.push(advance(subject, steps.at(-1) ?? start(subject), command))
  return steps
}

/** The snapshot that a chain gives: from nothing, or upon an earlier snapshot. */
export function replay<S, C extends AnyCommand>(subject: Subject<S, C>, chain: readonly StoredEvent[], from: S = subject.initial): S {
  return chain.reduce((snapshot, event) => subject.apply(snapshot, event), from)
}

/** One recorded event of each type that the commands lead to from where the rulebook stands. */
export function samplesFrom<S, C extends AnyCommand>(
  subject: Subject<S, C>,
  standings: readonly Standing<S>[],
  commands: readonly C[],
): readonly StoredEvent[] {
  const samples = new Map<string, StoredEvent>()
  for (const standing of standings) {
    for (const command of commands) {
      const { decision, chain } = advance(subject, standing, command)
      const event = chain.at(-1)
      if (decision.type === 'accepted' && event !== undefined) samples.set(decision.draft.type, event)
    }
  }
  return [...samples.values()]
}
