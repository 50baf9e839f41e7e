import type { TicketEvent } from '../../core/ticket/events.ts'
import type { TicketRow } from '../../core/ticket/row.ts'

/** The row after an event; null before the ticket was created. An event that the row has already taken changes nothing. */
export function nextTicketRow(row: TicketRow | null, id: string, event: TicketEvent): TicketRow | null {
  if (row !== null && event.version <= row.version) return row
  if (event.type === 'ticket_created') {
    return {
      id,
      number: event.facts.number,
      title: event.content?.title ?? null,
      state: 'open',
      assignee: null,
      priority: 'normal',
      labels: [],
      author: event.facts.author ?? (event.actor.type === 'user' ? event.actor.id : null),
      createdAt: event.content?.originalAt ?? event.at,
      updatedAt: event.at,
      comments: 0,
      version: event.version,
    }
  }
  return row === null ? null : { ...row, ...change(row, event), updatedAt: event.at, version: event.version }
}

function change(row: TicketRow, event: Exclude<TicketEvent, { type: 'ticket_created' }>): Partial<TicketRow> {
  switch (event.type) {
    case 'ticket_edited':
      return event.facts.fields.includes('title') ? { title: event.content?.title ?? null } : {}
    case 'ticket_assigned':
      return { assignee: event.facts.assignee }
    case 'ticket_unassigned':
      return { assignee: null }
    case 'ticket_solved':
      return { state: 'solved' }
    case 'ticket_reopened':
      return { state: 'open' }
    case 'priority_set':
      return { priority: event.facts.priority }
    case 'label_added':
      return { labels: [...row.labels.filter(label => label !== event.facts.label), event.facts.label] }
    case 'label_removed':
      return { labels: row.labels.filter(label => label !== event.facts.label) }
    case 'comment_added':
      return { comments: row.comments + 1 }
    case 'comment_deleted':
      return { comments: row.comments - 1 }
    case 'comment_edited':
    case 'content_erased':
      return {}
  }
}
