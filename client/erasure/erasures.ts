import type { Actor, EventHeader } from '../../core/events/header.ts'

/** That the content of a version was erased: by whom, when, and why. */
export type Erasure = { readonly by: Actor; readonly at: string; readonly reason: string }

type AnyEvent = { readonly type: string; readonly actor: Actor; readonly at: string; readonly facts: object }

/** The erasures on record in a chain's events, by the version that was erased. The first one of a version did it. */
export function erasuresOf(events: readonly { readonly event: AnyEvent }[]): ReadonlyMap<number, Erasure> {
  const erasures = new Map<number, Erasure>()
  for (const { event } of events) {
    const { type, facts, actor, at } = event
    if (type !== 'content_erased' || !('version' in facts) || typeof facts.version !== 'number') continue
    if (erasures.has(facts.version)) continue
    const reason = 'reason' in facts && typeof facts.reason === 'string' ? facts.reason : ''
    erasures.set(facts.version, { by: actor, at, reason })
  }
  return erasures
}

export type Carrier = {
  readonly header: Pick<EventHeader, 'commitment' | 'version'> | null
  readonly stored: { readonly content: string | null }
}

/** Whether the header commits to words that aren't there any more. */
export function isErased({ header, stored }: Carrier): boolean {
  return header !== null && header.commitment !== null && stored.content === null
}
