import { parseHeader } from '../../core/events/header.ts'
import type { StoredEventMessage } from '../../core/protocol/messages.ts'
import type { HistoryEntry } from '../history/entry.ts'
import type { Sentence } from '../history/words.ts'

/** A checked event as a line: its header was parsed before, and parses again. */
export function entryOf(stored: StoredEventMessage, sentence: Sentence): HistoryEntry {
  return { stored, header: parseHeader(stored.header), sentence }
}
