import { domainEvent } from '../../../core/aggregate/read.ts'
import { parseHeader } from '../../../core/events/header.ts'
import { ticketEvents } from '../../../core/ticket/events.ts'
import type { Store } from '../../../server/store/store.ts'

/** How many open tickets each person has had at once, at most: judged by the chains, in the order in which the store took events in. */
export async function mostOpenTickets(store: Store): Promise<ReadonlyMap<string, number>> {
  const tickets = new Map<string, { assignee: string | null; open: boolean }>()
  const most = new Map<string, number>()
  const newest = await store.newest()
  const stop = new AbortController()
  for await (const { events, cursor } of store.feed(null, stop.signal)) {
    for (const stored of events) {
      const { aggregate } = parseHeader(stored.header)
      if (aggregate.type !== 'ticket') continue
      const event = domainEvent(ticketEvents, stored)
      const ticket = tickets.get(aggregate.id) ?? { assignee: null, open: true }
      tickets.set(aggregate.id, ticket)
      if (event.type === 'ticket_assigned') ticket.assignee = event.facts.assignee
      if (event.type === 'ticket_unassigned') ticket.assignee = null
      if (event.type === 'ticket_solved') ticket.open = false
      if (event.type === 'ticket_reopened') ticket.open = true
      const { assignee } = ticket
      if (assignee === null) continue
      const open = [...tickets.values()].filter(other => other.open && other.assignee === assignee).length
      most.set(assignee, Math.max(open, most.get(assignee) ?? 0))
    }
    if (newest !== null && cursor >= newest) stop.abort()
  }
  return most
}
