import { domainEvent } from '../../core/aggregate/read.ts'
import { type TicketEvent, ticketEvents } from '../../core/ticket/events.ts'
import type { SearchText } from '../store/read-models.ts'
import type { Store } from '../store/store.ts'

/** The source of a ticket's own text, title and body in one. Comments have their ids. */
const OWN = 'ticket'

/** What an event changes in the text search. Erasures are left to whoever replays the whole ticket. */
export async function searchTexts(store: Store, ticket: string, event: TicketEvent): Promise<readonly SearchText[]> {
  const { version } = event
  switch (event.type) {
    case 'ticket_created':
      return [{ ticket, source: OWN, text: joined(event.content?.title, event.content?.body), version }]
    case 'ticket_edited': {
      const title = event.content?.title ?? (await textBefore(store, ticket, version, 'title'))
      const body = event.content?.body ?? (await textBefore(store, ticket, version, 'body'))
      return [{ ticket, source: OWN, text: joined(title, body), version }]
    }
    case 'comment_added':
    case 'comment_edited':
      return [{ ticket, source: event.facts.commentId, text: event.content?.body ?? null, version }]
    case 'comment_deleted':
      return [{ ticket, source: event.facts.commentId, text: null, version }]
    default:
      return []
  }
}

export function joined(title: string | null | undefined, body: string | null | undefined): string | null {
  return title == null && body == null ? null : `${title ?? ''}\n${body ?? ''}`
}

export { OWN as OWN_TEXT }

/** The title or body that stood before a version: an edit carries only what it changed. Looks at edits alone, newest first. */
async function textBefore(store: Store, ticket: string, version: number, field: 'title' | 'body'): Promise<string | null> {
  const aggregate = { type: 'ticket', id: ticket }
  for (let cursor: string | null = null; ; ) {
    const page = await store.events({ aggregate, type: 'ticket_edited' }, { limit: 20, cursor })
    for (const stored of page.items) {
      const edit = domainEvent(ticketEvents, stored)
      if (edit.version < version && edit.type === 'ticket_edited' && edit.facts.fields.includes(field)) return edit.content?.[field] ?? null
    }
    if (page.next === null) break
    cursor = page.next
  }
  const [first] = await store.chainPage(aggregate, 0, 1)
  const created = first === undefined ? null : domainEvent(ticketEvents, first)
  return created?.type === 'ticket_created' ? (created.content?.[field] ?? null) : null
}
