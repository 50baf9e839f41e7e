import { recordEvent, type StoredEvent } from '../../../core/events/event.ts'
import { genesisHash } from '../../../core/events/hash.ts'
import type { SyncAnswer } from '../../../core/protocol/messages.ts'
import type { TicketDraft } from '../../../core/ticket/events.ts'
import { ORIGIN } from './scripted-server.ts'

export const TICKET = '00000000-0000-4000-8000-00000000007c'
const MIRA = '00000000-0000-4000-8000-00000000000a'

export const created: TicketDraft = { type: 'ticket_created', facts: { number: 1 }, content: { title: 'Printer', body: 'It smokes.' } }
export const solved: TicketDraft = { type: 'ticket_solved', facts: {}, content: null }
export const reopened: TicketDraft = { type: 'ticket_reopened', facts: {}, content: null }

/** The events of a ticket as a store would have recorded them. */
export function ticketChain(drafts: readonly TicketDraft[]): readonly StoredEvent[] {
  const aggregate = { type: 'ticket', id: TICKET }
  const events: StoredEvent[] = []
  for (const [index, { type, facts, content }] of drafts.entries()) {
    const version = index + 1
    const header = {
      origin: ORIGIN,
      aggregate,
      version,
      parent: events.at(-1)?.hash ?? genesisHash(ORIGIN, aggregate),
      type,
      recordedAt: '2026-11-23T09:00:00.000Z',
      actor: { type: 'user', id: MIRA },
      commandId: `00000000-0000-4000-8000-${String(version).padStart(12, '0')}`,
      facts,
      block: null,
    } as const
    events.push(recordEvent({ ...header, content }, content === null ? null : String(version).padStart(64, '0')))
  }
  return events
}

/** The page that a server with these events gives to a client that has `since` of them. */
export function chainPage(events: readonly StoredEvent[], since: unknown, limit = 500): SyncAnswer {
  const from = typeof since === 'number' ? since : 0
  const page = events.slice(from, from + limit)
  const last = events.at(-1)
  return {
    kind: 'chain',
    events: [...page],
    head: last === undefined ? null : { version: events.length, hash: last.hash },
    caughtUp: from + page.length >= events.length,
  }
}
