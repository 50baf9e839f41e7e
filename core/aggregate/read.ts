import type { StoredEvent } from '../events/event.ts'
import { readEvent } from '../events/event.ts'
import type { EventOf, EventSchemas, Recorded } from './event.ts'

/** A recorded event that this program can’t read: damaged, or written by a newer one. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent'
}

/**
 * The domain event in a recorded one, as a machine applies it: header and content parsed, facts and content as the table describes.
 * @throws UnreadableEvent where the type is unknown or its facts or content are not of that shape.
 */
export function domainEvent<E extends EventSchemas>(schemas: E, recorded: Pick<StoredEvent, 'header' | 'salt' | 'content'>): EventOf<E> {
  const { header, content } = readEvent(recorded)
  const schema = Object.hasOwn(schemas, header.type) ? schemas[header.type] : undefined
  const where = `${header.aggregate.type} ${header.aggregate.id} version ${header.version}`
  if (schema === undefined) throw new UnreadableEvent(`${where}: events of type ${header.type} are not known here`)
  const facts = schema.facts.safeParse(header.facts)
  if (!facts.success) throw new UnreadableEvent(`${where}: the facts of this ${header.type} are not as they should be`)
  const parsed = schema.content === null || content === null ? null : schema.content.safeParse(content)
  if (parsed !== null && !parsed.success) throw new UnreadableEvent(`${where}: the content of this ${header.type} is not as it should be`)
  const meta: Recorded = { version: header.version, at: header.recordedAt, actor: header.actor, commandId: header.commandId }
  return { ...meta, type: header.type, facts: facts.data, content: parsed?.data ?? null } as EventOf<E>
}
