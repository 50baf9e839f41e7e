import { domainEvent, UnreadableEvent } from '../../core/aggregate/read.ts'
import { anchorEvents } from '../../core/anchor/events.ts'
import { CanonicalJsonError } from '../../core/events/canonical.ts'
import { type EventHeader, HeaderError, parseHeader } from '../../core/events/header.ts'
import type { StoredEventMessage } from '../../core/protocol/messages.ts'
import { ticketEvents } from '../../core/ticket/events.ts'
import { userEvents } from '../../core/user/events.ts'
import { anchorSentence } from './anchor-words.ts'
import { ticketSentence } from './ticket-words.ts'
import { userSentence } from './user-words.ts'
import { actorPart, type Part, plain, type Sentence, say } from './words.ts'

/** An event as a line of a stream: its exact texts, its header, and what happened in words. The header is null where it can't be read. */
export type HistoryEntry = { readonly stored: StoredEventMessage; readonly header: EventHeader | null; readonly sentence: Sentence }

/** Never throws: an event that this page can't read is shown as what it is. */
export function historyEntry(stored: StoredEventMessage): HistoryEntry {
  const header = tryRead(() => parseHeader(stored.header))
  if (header === null) return { stored, header, sentence: [plain('An event whose header can’t be read')] }
  return { stored, header, sentence: tryRead(() => sentenceOf(stored, header)) ?? unknownEvent(header) }
}

function sentenceOf(stored: StoredEventMessage, { aggregate }: EventHeader): Sentence | null {
  switch (aggregate.type) {
    case 'ticket':
      return ticketSentence(domainEvent(ticketEvents, stored), { kind: 'ticket', id: aggregate.id })
    case 'user':
      return userSentence(domainEvent(userEvents, stored), { kind: 'person', id: aggregate.id })
    case 'anchor':
      return anchorSentence(domainEvent(anchorEvents, stored))
    default:
      return null
  }
}

/** A newer server may record what this page has no words for. */
function unknownEvent({ type, actor, aggregate }: EventHeader): Sentence {
  const it: Part =
    aggregate.type === 'ticket' ? { kind: 'ticket', id: aggregate.id } : plain(`${aggregate.type} ${aggregate.id.slice(0, 8)}`)
  return say`${actorPart(actor)}: ${type.replaceAll('_', ' ')}, on ${it}`
}

function tryRead<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof HeaderError || error instanceof CanonicalJsonError || error instanceof UnreadableEvent) return null
    throw error
  }
}
