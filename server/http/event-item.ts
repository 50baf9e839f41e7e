import { z } from 'zod'
import { readEvent } from '../../core/events/event.ts'
import type { PositionedEvent } from '../store/store.ts'

const json = z.record(z.string(), z.unknown())
const texts = { position: z.string(), header: z.string(), hash: z.string(), salt: z.string().nullable() }

/** An event as programs read it: its exact texts, and what they say. One that can't be read hides no other: it is given as it is stored. */
export const eventItemSchema = z.union([
  z.strictObject({
    ...texts,
    aggregate: z.object({ type: z.string(), id: z.string() }),
    version: z.number().int(),
    type: z.string(),
    recordedAt: z.string(),
    actor: z.object({ type: z.enum(['user', 'system']), id: z.string() }),
    commandId: z.string(),
    facts: json,
    /** The content as JSON; its canonical form (section 2) is the exact text. Null where there is none, or where it was erased. */
    content: json.nullable(),
  }),
  z.strictObject({ ...texts, content: z.string().nullable(), unreadable: z.string() }),
])

export type EventItem = z.infer<typeof eventItemSchema>

export function eventItem(event: PositionedEvent): EventItem {
  const { position, header, hash, salt } = event
  try {
    const read = readEvent(event)
    const { aggregate, version, type, recordedAt, actor, commandId, facts } = read.header
    return { position, aggregate, version, type, recordedAt, actor, commandId, facts, content: read.content, header, hash, salt }
  } catch (error) {
    return { position, header, hash, salt, content: event.content, unreadable: error instanceof Error ? error.message : String(error) }
  }
}
