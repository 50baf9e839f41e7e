import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../../core/events/canonical.ts'
import { parseCanonicalObject } from '../../core/events/canonical.ts'
import type { RecordedEvent, StoredEvent } from '../../core/events/event.ts'
import { recordEvent } from '../../core/events/event.ts'
import { genesisHash } from '../../core/events/hash.ts'
import { type EventHeader, parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'

/** An event as an operator wants it to have been. */
export type Wanted = { readonly header: EventHeader; readonly content: JsonObject | null }

export function wanted({ header, content }: RecordedEvent): Wanted {
  return { header: parseHeader(header), content: content === null ? null : parseCanonicalObject(content) }
}

/** A chain of the events as they are wanted: versions, parents, salts, commitments and hashes are all made anew, so that everything fits. */
export function relinked(origin: string, aggregate: Aggregate, events: readonly Wanted[]): readonly StoredEvent[] {
  const chain: StoredEvent[] = []
  for (const { header, content } of events) {
    const { commitment: _, ...fields } = header
    const place = { origin, aggregate, version: chain.length + 1, parent: chain.at(-1)?.hash ?? genesisHash(origin, aggregate) }
    chain.push(recordEvent({ ...fields, ...place, content }, content === null ? null : randomBytes(32).toString('hex')))
  }
  return chain
}

/** The chain with one event as an operator would rather have it, and all that follows fitted to it. */
export function rewritten(
  events: readonly StoredEvent[],
  version: number,
  change: (event: Wanted) => Wanted | null,
): readonly StoredEvent[] {
  const [first] = events.map(wanted)
  if (first === undefined) throw new Error('there is nothing to rewrite')
  const { origin, aggregate } = first.header
  const changed = events.flatMap((event, at) => (at === version - 1 ? (change(wanted(event)) ?? []) : wanted(event)))
  return relinked(origin, aggregate, changed)
}

export function withText(body: string): (event: Wanted) => Wanted {
  return event => ({ ...event, content: { ...event.content, body } })
}
