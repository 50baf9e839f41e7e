import { z } from 'zod'
import { uuidSchema } from '../protocol/text.ts'
import { PRIORITIES } from './commands.ts'

/** What lists and boards show of a ticket. It crosses the wire, and is kept by the store as a read model. */
export const ticketRowSchema = z.object({
  id: uuidSchema,
  number: z.number().int(),
  /** Null where the title has been erased. */
  title: z.string().nullable(),
  state: z.enum(['open', 'solved']),
  assignee: uuidSchema.nullable(),
  priority: z.enum(PRIORITIES),
  labels: z.array(z.string()),
  author: uuidSchema.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Comments that are not deleted. */
  comments: z.number().int(),
  version: z.number().int(),
})

export type TicketRow = z.infer<typeof ticketRowSchema>
