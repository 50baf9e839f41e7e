import { z } from 'zod'
import type { CommandOf } from '../aggregate/command.ts'
import { eraseContentSchema } from '../aggregate/erasure.ts'
import { filledText, LIMITS, labelSchema, text, timeSchema, uuidSchema } from '../protocol/text.ts'

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Whose text this is and when it was written elsewhere. Only the system may say so: it speaks for somebody else. */
const importedSchema = z.strictObject({ author: uuidSchema, at: timeSchema })

/** Payloads of the ticket's commands (api.md, *Commands and events*). */
export const ticketPayloads = {
  create_ticket: z.strictObject({ title: filledText(LIMITS.title), body: text(LIMITS.body), imported: importedSchema.optional() }),
  edit_ticket: z
    .strictObject({ title: filledText(LIMITS.title).optional(), body: text(LIMITS.body).optional() })
    .refine(edit => edit.title !== undefined || edit.body !== undefined, 'needs a title or a body'),
  assign_ticket: z.strictObject({ assignee: uuidSchema }),
  unassign_ticket: z.strictObject({}),
  solve_ticket: z.strictObject({}),
  reopen_ticket: z.strictObject({}),
  set_priority: z.strictObject({ priority: z.enum(PRIORITIES) }),
  add_label: z.strictObject({ label: labelSchema }),
  remove_label: z.strictObject({ label: labelSchema }),
  add_comment: z.strictObject({ commentId: uuidSchema, body: filledText(LIMITS.body), imported: importedSchema.optional() }),
  edit_comment: z.strictObject({ commentId: uuidSchema, body: filledText(LIMITS.body) }),
  delete_comment: z.strictObject({ commentId: uuidSchema }),
  erase_content: eraseContentSchema,
} as const

export type TicketCommandType = keyof typeof ticketPayloads

/** A command as the ticket's machine receives it. The short number (#12) is given out by the store before it is asked. */
export type TicketCommand =
  | Exclude<CommandOf<typeof ticketPayloads>, { type: 'create_ticket' }>
  | (Extract<CommandOf<typeof ticketPayloads>, { type: 'create_ticket' }> & { readonly number: number })
