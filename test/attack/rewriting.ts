import { randomBytes } from 'node:crypto'
import { type JsonObject, parseCanonicalObject } from '../../core/events/canonical.ts'
import { type RecordedEvent, recordEvent, type StoredEvent } from '../../core/events/event.ts'
import { genesisHash } from '../../core/events/hash.ts'
import { type EventHeader, parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'

/** An event as an operator wants it to have been. */
export type Wanted = { readonly header: EventHeader; readonly salt: string | null; readonly content: JsonObject | null }

export function wanted({ header, salt, content }: RecordedEvent): Wanted {
  return { header: parseHeader(header), salt, content: content === null ? null : parseCanonicalObject(content) }
}

/** A chain of the events as they are wanted: versions, parents, commitments and hashes are made anew, so that everything fits. */
export function relinked(origin: string, aggregate: Aggregate, events: readonly Wanted[]): readonly StoredEvent[] {
  const chain: StoredEvent[] = []
  for (const { header, salt, content } of events) {
    const { commitment: _, ...fields } = header
    const place = { origin, aggregate, version: chain.length + 1, parent: chain.at(-1)?.hash ?? genesisHash(origin, aggregate) }
    chain.push(recordEvent({ ...fields, ...place, content }, salt))
  }
  return chain
}

/** The chain with one event as an operator would rather have it, and all that follows fitted to it. */
export function rewritten(events: readonly StoredEvent[], version: number, change: (event: Wanted) => Wanted): readonly StoredEvent[] {
  const chain = events.map(wanted)
  const [first] = chain
  if (first === undefined) throw new Error('there is nothing to rewrite')
  const { origin, aggregate } = first.header
  return relinked(
    origin,
    aggregate,
    chain.map((event, at) => (at === version - 1 ? change(event) : event)),
  )
}

export function withText(body: string): (event: Wanted) => Wanted {
  return event => ({ ...event, salt: randomBytes(32).toString('hex'), content: { ...event.content, body } })
}
