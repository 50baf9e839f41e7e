import { z } from 'zod'
import { contentErased } from '../aggregate/erasure.ts'
import type { DraftOf, EventOf, EventSchemas } from '../aggregate/event.ts'
import { labelSchema, timeSchema, uuidSchema, versionSchema } from '../protocol/text.ts'
import { PRIORITIES } from './commands.ts'

const none = z.object({})
const text = z.string()

/**
 * Facts and content of the ticket's events (api.md, *Commands and events*). They describe what is stored for ever: lax about
 * keys that a later version may add, silent about lengths, so that replay never depends on today's rules.
 *
 * Beyond api.md: `author` names whose text an import carries (the event's actor is the importer), and `fields` what an edit
 * touched, so that replay knows it even when the content has been erased.
 */
export const ticketEvents = {
  ticket_created: {
    facts: z.object({ number: versionSchema, author: uuidSchema.exactOptional() }),
    content: z.object({ title: text, body: text, originalAt: timeSchema.exactOptional() }),
  },
  ticket_edited: {
    facts: z.object({ fields: z.array(z.enum(['title', 'body'])) }),
    content: z.object({ title: text.exactOptional(), body: text.exactOptional() }),
  },
  ticket_assigned: { facts: z.object({ assignee: uuidSchema }), content: null },
  ticket_unassigned: { facts: none, content: null },
  ticket_solved: { facts: none, content: null },
  ticket_reopened: { facts: none, content: null },
  priority_set: { facts: z.object({ priority: z.enum(PRIORITIES) }), content: null },
  label_added: { facts: z.object({ label: labelSchema }), content: null },
  label_removed: { facts: z.object({ label: labelSchema }), content: null },
  comment_added: {
    facts: z.object({ commentId: uuidSchema, author: uuidSchema.exactOptional() }),
    content: z.object({ body: text, originalAt: timeSchema.exactOptional() }),
  },
  comment_edited: { facts: z.object({ commentId: uuidSchema }), content: z.object({ body: text }) },
  comment_deleted: { facts: z.object({ commentId: uuidSchema }), content: null },
  content_erased: contentErased,
} as const satisfies EventSchemas

export type TicketEventType = keyof typeof ticketEvents
export type TicketDraft = DraftOf<typeof ticketEvents>
export type TicketEvent = EventOf<typeof ticketEvents>
