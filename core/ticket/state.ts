import { carriedText, erasedText, noText, type VersionedText } from '../aggregate/texts.ts'
import type { Actor } from '../events/header.ts'
import type { Priority } from './commands.ts'
import type { TicketEvent } from './events.ts'

export type Comment = {
  readonly id: string
  /** The person whose words these are; null where a part of the system wrote them. */
  readonly author: string | null
  readonly body: VersionedText
  /** When it was written: the original date where it was imported, else when it was recorded. */
  readonly at: string
  readonly recordedAt: string
  readonly version: number
  readonly editedAt: string | null
  readonly deleted: boolean
}

/** What a ticket's events add up to. Whether it is open or solved is the machine's state, not part of this. */
export type Ticket = {
  readonly number: number
  readonly title: VersionedText
  readonly body: VersionedText
  readonly author: string | null
  readonly createdAt: string
  readonly recordedAt: string
  readonly updatedAt: string
  readonly assignee: string | null
  readonly priority: Priority
  readonly labels: readonly string[]
  readonly comments: readonly Comment[]
  /** Versions whose event still has content, in order: what `erase_content` may name. */
  readonly contents: readonly number[]
  readonly version: number
}

export const noTicket: Ticket = {
  number: 0,
  title: noText,
  body: noText,
  author: null,
  createdAt: '',
  recordedAt: '',
  updatedAt: '',
  assignee: null,
  priority: 'normal',
  labels: [],
  comments: [],
  contents: [],
  version: 0,
}

export function findComment(ticket: Ticket, id: string): Comment | undefined {
  return ticket.comments.find(comment => comment.id === id && !comment.deleted)
}

/** The ticket after an event. Total: it takes whatever was recorded, and never refuses. */
export function evolveTicket(ticket: Ticket, event: TicketEvent): Ticket {
  const next = { ...ticket, ...change(ticket, event), version: event.version, updatedAt: event.at }
  return event.content === null ? next : { ...next, contents: [...next.contents, event.version] }
}

function change(ticket: Ticket, event: TicketEvent): Partial<Ticket> {
  const carried = (text: string | undefined) => carriedText(text, event.version)
  switch (event.type) {
    case 'ticket_created':
      return {
        number: event.facts.number,
        title: carried(event.content?.title),
        body: carried(event.content?.body),
        author: event.facts.author ?? personOf(event.actor),
        createdAt: event.content?.originalAt ?? event.at,
        recordedAt: event.at,
      }
    case 'ticket_edited':
      return {
        ...(event.facts.fields.includes('title') ? { title: carried(event.content?.title) } : {}),
        ...(event.facts.fields.includes('body') ? { body: carried(event.content?.body) } : {}),
      }
    case 'ticket_assigned':
      return { assignee: event.facts.assignee }
    case 'ticket_unassigned':
      return { assignee: null }
    case 'priority_set':
      return { priority: event.facts.priority }
    case 'label_added':
      return { labels: [...ticket.labels.filter(label => label !== event.facts.label), event.facts.label] }
    case 'label_removed':
      return { labels: ticket.labels.filter(label => label !== event.facts.label) }
    case 'comment_added':
      return {
        comments: [
          ...ticket.comments,
          {
            id: event.facts.commentId,
            author: event.facts.author ?? personOf(event.actor),
            body: carried(event.content?.body),
            at: event.content?.originalAt ?? event.at,
            recordedAt: event.at,
            version: event.version,
            editedAt: null,
            deleted: false,
          },
        ],
      }
    case 'comment_edited':
      return changeComment(ticket, event.facts.commentId, { body: carried(event.content?.body), editedAt: event.at })
    case 'comment_deleted':
      return changeComment(ticket, event.facts.commentId, { deleted: true, body: carried(undefined) })
    case 'content_erased':
      return erase(ticket, event.facts.version)
    case 'ticket_solved':
    case 'ticket_reopened':
      return {}
  }
}

function personOf(actor: Actor): string | null {
  return actor.type === 'user' ? actor.id : null
}

function changeComment(ticket: Ticket, id: string, patch: Partial<Comment>): Partial<Ticket> {
  return { comments: ticket.comments.map(comment => (comment.id === id ? { ...comment, ...patch } : comment)) }
}

/** A replay finds no content at an erased version: no text, no original date. The live ticket must end up the same. */
function erase(ticket: Ticket, version: number): Partial<Ticket> {
  return {
    title: erasedText(ticket.title, version),
    body: erasedText(ticket.body, version),
    createdAt: version === 1 ? ticket.recordedAt : ticket.createdAt,
    comments: ticket.comments.map(comment => ({
      ...comment,
      body: erasedText(comment.body, version),
      at: comment.version === version ? comment.recordedAt : comment.at,
    })),
    contents: ticket.contents.filter(other => other !== version),
  }
}
