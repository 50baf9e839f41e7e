import type { TicketEvent } from '../../core/ticket/events.ts'
import type { Comment, Ticket } from '../../core/ticket/state.ts'
import type { FollowedEvent } from '../state/chain-follower.ts'

export type FollowedTicketEvent = FollowedEvent<TicketEvent>

/** What stands between the description and the reply box: comments, and in between what happened. */
export type ConversationItem =
  | { readonly kind: 'comment'; readonly key: string; readonly comment: Comment; readonly added: FollowedTicketEvent }
  | { readonly kind: 'event'; readonly key: string; readonly followed: FollowedTicketEvent }

/** Events that show by what they change: the ticket's head tells its beginning, a comment that it was edited or deleted. */
const SHOWN_ELSEWHERE: ReadonlySet<TicketEvent['type']> = new Set(['ticket_created', 'comment_edited', 'comment_deleted'])

/** The conversation in the order of the chain. */
export function conversation(ticket: Ticket, events: readonly FollowedTicketEvent[]): readonly ConversationItem[] {
  const comments = new Map(ticket.comments.map(comment => [comment.id, comment]))
  return events.flatMap((followed): ConversationItem[] => {
    const { event } = followed
    if (event.type === 'comment_added') {
      const comment = comments.get(event.facts.commentId)
      return comment === undefined ? [] : [{ kind: 'comment', key: comment.id, comment, added: followed }]
    }
    if (SHOWN_ELSEWHERE.has(event.type)) return []
    return [{ kind: 'event', key: String(event.version), followed }]
  })
}
