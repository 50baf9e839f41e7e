import { checkContent } from '../../core/events/content.ts'
import { eventHash } from '../../core/events/hash.ts'
import type { EventHeader } from '../../core/events/header.ts'
import type { StoredEventMessage } from '../../core/protocol/messages.ts'

/** What one event alone can show, outside of its chain: that its hash is its header's, and its content the one committed to. */
export type EventFinding =
  | { readonly kind: 'good' }
  /** The header commits to a content that was erased; whether an erasure is on record only the whole chain can tell. */
  | { readonly kind: 'erased' }
  | { readonly kind: 'bad'; readonly rule: string; readonly expected: string; readonly actual: string }

/** Checks an event of a stream as it arrives. Specification, sections 2 and 3. */
export function checkEvent(stored: StoredEventMessage, header: EventHeader | null): EventFinding {
  if (header === null) return bad('The header is not twelve well-formed lines.', '12 well-formed lines', stored.header.slice(0, 200))
  const hash = eventHash(stored.header)
  if (hash !== stored.hash) return bad('The stored hash is not the hash of the header.', stored.hash, hash)
  const content = checkContent(header.commitment, stored)
  if (content.state === 'broken') return bad(content.message, content.expected, content.actual)
  return content.state === 'missing' ? { kind: 'erased' } : { kind: 'good' }
}

function bad(rule: string, expected: string, actual: string): EventFinding {
  return { kind: 'bad', rule, expected, actual }
}
