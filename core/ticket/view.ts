import { z } from 'zod'
import { hashSchema, uuidSchema } from '../protocol/text.ts'
import { PRIORITIES } from './commands.ts'
import { ticketRowSchema } from './row.ts'
import type { Comment, Ticket } from './state.ts'

/** A comment as programs read it. Deleted ones are not among them; the chain tells that they were there. */
export const commentViewSchema = z.object({
  id: uuidSchema,
  /** Null where a part of the system wrote it. */
  author: uuidSchema.nullable(),
  /** Null where it has been erased. */
  body: z.string().nullable(),
  at: z.string(),
  editedAt: z.string().nullable(),
  /** The version of the ticket that the comment came with. */
  version: z.number().int(),
})

/** A ticket as programs read it, as it is or was at a version. */
export const ticketViewSchema = z.object({
  id: uuidSchema,
  number: z.number().int(),
  state: ticketRowSchema.shape.state,
  /** Title and body are null where they have been erased. */
  title: z.string().nullable(),
  body: z.string().nullable(),
  author: uuidSchema.nullable(),
  assignee: uuidSchema.nullable(),
  priority: z.enum(PRIORITIES),
  labels: z.array(z.string()),
  comments: z.array(commentViewSchema),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** The version that this is, and the hash of its event: what a proof is about. */
  version: z.number().int(),
  hash: hashSchema,
})

export type CommentView = z.infer<typeof commentViewSchema>
export type TicketView = z.infer<typeof ticketViewSchema>

/** What is shown of a ticket whose newest event has this hash. */
export function ticketView(id: string, state: TicketView['state'], ticket: Ticket, hash: string): TicketView {
  const { number, author, assignee, priority, createdAt, updatedAt, version } = ticket
  return {
    id,
    number,
    state,
    title: ticket.title.text,
    body: ticket.body.text,
    author,
    assignee,
    priority,
    labels: [...ticket.labels],
    comments: ticket.comments.filter(comment => !comment.deleted).map(commentView),
    createdAt,
    updatedAt,
    version,
    hash,
  }
}

function commentView({ id, author, body, at, editedAt, version }: Comment): CommentView {
  return { id, author, body: body.text, at, editedAt, version }
}
