import { domainEvent } from '../../core/aggregate/read.ts'
import { ticketEvents } from '../../core/ticket/events.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import { evolveTicket, noTicket } from '../../core/ticket/state.ts'
import { userEvents } from '../../core/user/events.ts'
import type { PersonRow } from '../../core/user/row.ts'
import { evolveUser, noUser } from '../../core/user/state.ts'
import type { SearchText } from '../store/read-models.ts'
import type { Store } from '../store/store.ts'
import { nextPersonRow } from './person-rows.ts'
import { joined, OWN_TEXT } from './search-texts.ts'
import { nextTicketRow } from './ticket-rows.ts'

/**
 * The row and all search texts of a ticket at a version, from its whole chain: which text an erasure takes away depends on all that
 * came between. Rare enough to read it all.
 */
export async function replayTicket(store: Store, id: string, upTo: number): Promise<{ row: TicketRow; texts: readonly SearchText[] }> {
  let ticket = noTicket
  let row: TicketRow | null = null
  for await (const events of store.chain({ type: 'ticket', id }, 0)) {
    for (const stored of events) {
      const event = domainEvent(ticketEvents, stored)
      if (event.version > upTo) break
      ticket = evolveTicket(ticket, event)
      row = nextTicketRow(row, id, event)
    }
  }
  if (row === null) throw new Error(`ticket ${id} was erased from before it was created`)
  const texts = ticket.comments.map(comment => ({ ticket: id, source: comment.id, text: comment.body.text, version: upTo }))
  return {
    row: { ...row, title: ticket.title.text, createdAt: ticket.createdAt },
    texts: [{ ticket: id, source: OWN_TEXT, text: joined(ticket.title.text, ticket.body.text), version: upTo }, ...texts],
  }
}

/** The row of a person at a version, from the whole chain. */
export async function replayUser(store: Store, id: string, upTo: number): Promise<PersonRow | null> {
  let user = noUser
  let row: PersonRow | null = null
  for await (const events of store.chain({ type: 'user', id }, 0)) {
    for (const stored of events) {
      const event = domainEvent(userEvents, stored)
      if (event.version > upTo) break
      user = evolveUser(user, event)
      row = nextPersonRow(row, id, event)
    }
  }
  return row === null ? null : { ...row, name: user.name.text, displayName: user.displayName.text }
}
