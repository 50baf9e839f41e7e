import { type DraftTable, draftBy } from '../aggregate/draft.ts'
import { draftErasure } from '../aggregate/erasure.ts'
import { changedTexts } from '../aggregate/texts.ts'
import type { TicketCommand } from './commands.ts'
import type { TicketDraft } from './events.ts'
import type { Ticket } from './state.ts'

type EditTicket = Extract<TicketCommand, { type: 'edit_ticket' }>

/** What an edit would change. */
export function changesOf(ticket: Ticket, { payload }: EditTicket) {
  return changedTexts(['title', 'body'], ticket, payload)
}

const drafts: DraftTable<Ticket, TicketCommand, TicketDraft> = {
  create_ticket: (_, { payload, number }) => ({
    type: 'ticket_created',
    facts: { number, ...(payload.imported ? { author: payload.imported.author } : {}) },
    content: { title: payload.title, body: payload.body, ...(payload.imported ? { originalAt: payload.imported.at } : {}) },
  }),
  edit_ticket: (ticket, command) => {
    const { fields, content } = changesOf(ticket, command)
    return { type: 'ticket_edited', facts: { fields }, content }
  },
  assign_ticket: (_, { payload }) => ({ type: 'ticket_assigned', facts: { assignee: payload.assignee }, content: null }),
  unassign_ticket: () => ({ type: 'ticket_unassigned', facts: {}, content: null }),
  solve_ticket: () => ({ type: 'ticket_solved', facts: {}, content: null }),
  reopen_ticket: () => ({ type: 'ticket_reopened', facts: {}, content: null }),
  set_priority: (_, { payload }) => ({ type: 'priority_set', facts: { priority: payload.priority }, content: null }),
  add_label: (_, { payload }) => ({ type: 'label_added', facts: { label: payload.label }, content: null }),
  remove_label: (_, { payload }) => ({ type: 'label_removed', facts: { label: payload.label }, content: null }),
  add_comment: (_, { payload }) => ({
    type: 'comment_added',
    facts: { commentId: payload.commentId, ...(payload.imported ? { author: payload.imported.author } : {}) },
    content: { body: payload.body, ...(payload.imported ? { originalAt: payload.imported.at } : {}) },
  }),
  edit_comment: (_, { payload }) => ({ type: 'comment_edited', facts: { commentId: payload.commentId }, content: { body: payload.body } }),
  delete_comment: (_, { payload }) => ({ type: 'comment_deleted', facts: { commentId: payload.commentId }, content: null }),
  erase_content: draftErasure,
}

/** The event that an accepted command becomes. */
export function draftOf(ticket: Ticket, command: TicketCommand): TicketDraft {
  return draftBy(drafts, ticket, command)
}
