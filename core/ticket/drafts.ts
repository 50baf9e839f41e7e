import type { TicketCommand, TicketCommandType } from './commands.ts'
import type { TicketDraft } from './events.ts'
import type { Ticket } from './state.ts'

type CommandNamed<T extends TicketCommandType> = Extract<TicketCommand, { type: T }>

/** The event that each accepted command becomes. Whether it is accepted is the machine's business, not this table's. */
const drafts: { readonly [T in TicketCommandType]: (ticket: Ticket, command: CommandNamed<T>) => TicketDraft } = {
  create_ticket: (_, { payload, number }) => ({
    type: 'ticket_created',
    facts: { number, ...(payload.imported ? { author: payload.imported.author } : {}) },
    content: { title: payload.title, body: payload.body, ...(payload.imported ? { originalAt: payload.imported.at } : {}) },
  }),
  edit_ticket: (ticket, { payload }) => {
    const title = payload.title !== undefined && payload.title !== ticket.title.text ? { title: payload.title } : {}
    const body = payload.body !== undefined && payload.body !== ticket.body.text ? { body: payload.body } : {}
    const fields = [...('title' in title ? (['title'] as const) : []), ...('body' in body ? (['body'] as const) : [])]
    return { type: 'ticket_edited', facts: { fields }, content: { ...title, ...body } }
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
  erase_content: (_, { payload }) => ({
    type: 'content_erased',
    facts: { version: payload.version, reason: payload.reason },
    content: null,
  }),
}

export function draftOf<T extends TicketCommandType>(ticket: Ticket, command: CommandNamed<T>): TicketDraft {
  const draft: (ticket: Ticket, command: CommandNamed<T>) => TicketDraft = drafts[command.type as T]
  return draft(ticket, command)
}
