import { ticketPayloads } from '../../core/ticket/commands.ts'
import type { PendingCommand } from '../state/commands.ts'
import type { FollowedTicketEvent } from './conversation.ts'

/** A comment on its way: sent, and not yet seen among the ticket's events. */
export type PendingComment = { readonly commentId: string; readonly body: string; readonly state: PendingCommand['state'] }

/** Comments of this ticket that wait for their event. The event clears them, by the id of its command, not the acknowledgement. */
export function pendingComments(
  pending: readonly PendingCommand[],
  ticket: string,
  events: readonly FollowedTicketEvent[],
): readonly PendingComment[] {
  const arrived = new Set(events.slice(-100).map(({ event }) => event.commandId))
  return pending.flatMap(({ id, aggregate, type, payload, state }) => {
    if (type !== 'add_comment' || aggregate.id !== ticket || arrived.has(id)) return []
    const comment = ticketPayloads.add_comment.safeParse(payload)
    return comment.success ? [{ commentId: comment.data.commentId, body: comment.data.body, state }] : []
  })
}
