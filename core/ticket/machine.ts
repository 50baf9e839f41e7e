import { assign, emit, type SnapshotFrom, setup } from 'xstate'
import { isAdministrator } from '../aggregate/command.ts'
import { type Decision, emittedBy, refuse } from '../aggregate/decide.ts'
import { type Refusal, refusal } from '../protocol/errors.ts'
import { LIMITS } from '../protocol/text.ts'
import type { TicketCommand } from './commands.ts'
import { changesOf, draftOf } from './drafts.ts'
import type { TicketDraft, TicketEvent } from './events.ts'
import { evolveTicket, findComment, noTicket, type Ticket } from './state.ts'

/** Raised when the machine's context or states change shape: an older snapshot is then rebuilt from the chain. */
export const TICKET_MACHINE_VERSION = 1

type Signal = TicketCommand | TicketEvent

/**
 * The ticket's rulebook. A command lists what refuses it, each rule by its name, and at the end what it becomes. Commands never
 * change the state: they emit a decision. Domain events are unguarded and taken in every state, so that a replay never depends
 * on today's rules.
 */
export const ticketMachine = setup({
  types: {} as { context: Ticket; events: Signal; emitted: Decision<TicketDraft> },
  guards: {
    importsWithoutRight: ({ event }) =>
      'payload' in event && 'imported' in event.payload && event.payload.imported !== undefined && event.by.type !== 'system',
    notAdministrator: ({ event }) => 'by' in event && !isAdministrator(event.by),
    sameText: ({ context, event }) => event.type === 'edit_ticket' && changesOf(context, event).fields.length === 0,
    sameAssignee: ({ context, event }) => event.type === 'assign_ticket' && event.payload.assignee === context.assignee,
    nobodyAssigned: ({ context }) => context.assignee === null,
    samePriority: ({ context, event }) => event.type === 'set_priority' && event.payload.priority === context.priority,
    hasLabel: ({ context, event }) => 'payload' in event && 'label' in event.payload && context.labels.includes(event.payload.label),
    lacksLabel: ({ context, event }) => 'payload' in event && 'label' in event.payload && !context.labels.includes(event.payload.label),
    labelsFull: ({ context }) => context.labels.length >= LIMITS.labels,
    commentIdTaken: ({ context, event }) =>
      event.type === 'add_comment' && context.comments.some(({ id }) => id === event.payload.commentId),
    commentMissing: ({ context, event }) => commentNamedBy(context, event) === undefined,
    notCommentAuthor: ({ context, event }) =>
      'by' in event && event.by.type !== 'system' && commentNamedBy(context, event)?.author !== event.by.id,
    sameComment: ({ context, event }) => event.type === 'edit_comment' && commentNamedBy(context, event)?.body.text === event.payload.body,
    nothingToErase: ({ context, event }) => event.type === 'erase_content' && !context.contents.includes(event.payload.version),
  },
  actions: {
    apply: assign(({ context, event }) => ('version' in event ? evolveTicket(context, event) : context)),
    accept: emit(({ context, event }): Decision<TicketDraft> => {
      if ('version' in event) throw new Error(`${event.type} is recorded already and can’t be accepted again`)
      return { type: 'accepted', draft: draftOf(context, event) }
    }),
    refuse: emit((_, why: Refusal): Decision<TicketDraft> => ({ type: 'refused', refusal: why })),
  },
}).createMachine({
  id: 'ticket',
  context: noTicket,
  initial: 'absent',
  on: {
    ticket_created: { target: '.present.open', actions: 'apply' },
    ticket_solved: { target: '.present.solved', actions: 'apply' },
    ticket_reopened: { target: '.present.open', actions: 'apply' },
    ticket_edited: { actions: 'apply' },
    ticket_assigned: { actions: 'apply' },
    ticket_unassigned: { actions: 'apply' },
    priority_set: { actions: 'apply' },
    label_added: { actions: 'apply' },
    label_removed: { actions: 'apply' },
    comment_added: { actions: 'apply' },
    comment_edited: { actions: 'apply' },
    comment_deleted: { actions: 'apply' },
    content_erased: { actions: 'apply' },
  },
  states: {
    absent: {
      on: {
        create_ticket: [{ guard: 'importsWithoutRight', actions: refuse('not_allowed') }, { actions: 'accept' }],
      },
    },
    present: {
      initial: 'open',
      on: {
        add_comment: [
          { guard: 'importsWithoutRight', actions: refuse('not_allowed') },
          {
            guard: 'commentIdTaken',
            actions: refuse('malformed', 'This ticket has a comment with this id already.'),
          },
          { actions: 'accept' },
        ],
        edit_comment: [
          { guard: 'commentMissing', actions: refuse('comment_not_found') },
          { guard: 'notCommentAuthor', actions: refuse('comment_author_only') },
          { guard: 'sameComment', actions: refuse('nothing_to_change') },
          { actions: 'accept' },
        ],
        delete_comment: [
          { guard: 'commentMissing', actions: refuse('comment_not_found') },
          { guard: 'notCommentAuthor', actions: refuse('comment_author_only') },
          { actions: 'accept' },
        ],
        add_label: [
          { guard: 'hasLabel', actions: refuse('nothing_to_change', 'The ticket has this label already.') },
          {
            guard: 'labelsFull',
            actions: refuse('too_long', `A ticket has at most ${LIMITS.labels} labels.`),
          },
          { actions: 'accept' },
        ],
        remove_label: [
          { guard: 'lacksLabel', actions: refuse('nothing_to_change', 'The ticket doesn’t have this label.') },
          { actions: 'accept' },
        ],
        unassign_ticket: [
          { guard: 'nobodyAssigned', actions: refuse('nothing_to_change', 'The ticket is assigned to nobody.') },
          { actions: 'accept' },
        ],
        erase_content: [
          { guard: 'notAdministrator', actions: refuse('not_allowed') },
          {
            guard: 'nothingToErase',
            actions: refuse('nothing_to_change', 'This version has no content, or it is erased already.'),
          },
          { actions: 'accept' },
        ],
      },
      states: {
        open: {
          on: {
            solve_ticket: { actions: 'accept' },
            edit_ticket: [{ guard: 'sameText', actions: refuse('nothing_to_change') }, { actions: 'accept' }],
            assign_ticket: [{ guard: 'sameAssignee', actions: refuse('already_assigned') }, { actions: 'accept' }],
            set_priority: [{ guard: 'samePriority', actions: refuse('nothing_to_change') }, { actions: 'accept' }],
          },
        },
        solved: {
          on: {
            reopen_ticket: { actions: 'accept' },
          },
        },
      },
    },
  },
})

export type TicketSnapshot = SnapshotFrom<typeof ticketMachine>
export type TicketState = 'absent' | 'open' | 'solved'

export function ticketStateOf(snapshot: TicketSnapshot): TicketState {
  if (snapshot.matches('absent')) return 'absent'
  return snapshot.matches({ present: 'open' }) ? 'open' : 'solved'
}

/** Whether the ticket takes the command now, and as what; or why not. The same answer in the server and in the browser. */
export function decideTicket(snapshot: TicketSnapshot, command: TicketCommand): Decision<TicketDraft> {
  return emittedBy(ticketMachine, snapshot, command) ?? { type: 'refused', refusal: notInThisState(snapshot, command) }
}

function notInThisState(snapshot: TicketSnapshot, command: TicketCommand): Refusal {
  const state = ticketStateOf(snapshot)
  if (state === 'absent') return refusal('not_found', 'There is no such ticket.')
  if (command.type === 'create_ticket') return refusal('not_in_this_state', 'There is a ticket with this id already.')
  return refusal('not_in_this_state', state === 'open' ? 'The ticket is open already.' : 'The ticket is solved. Reopen it first.')
}

function commentNamedBy(ticket: Ticket, event: Signal) {
  return event.type === 'edit_comment' || event.type === 'delete_comment' ? findComment(ticket, event.payload.commentId) : undefined
}
