import { z } from 'zod'
import { type CommandOf, roleSchema } from '../aggregate/command.ts'
import { eraseContentSchema } from '../aggregate/erasure.ts'
import { filledText, LIMITS, nameSchema, uuidSchema, versionSchema } from '../protocol/text.ts'

/** Payloads of the commands that people send to a user (api.md, *Commands and events*). */
export const userPayloads = {
  create_user: z.strictObject({ name: nameSchema, displayName: filledText(LIMITS.displayName), role: roleSchema }),
  rename_user: z
    .strictObject({ name: nameSchema.optional(), displayName: filledText(LIMITS.displayName).optional() })
    .refine(change => change.name !== undefined || change.displayName !== undefined, 'needs a name or a display name'),
  disable_user: z.strictObject({}),
  enable_user: z.strictObject({}),
  set_role: z.strictObject({ role: roleSchema }),
  erase_content: eraseContentSchema,
} as const

/**
 * The exchange between a ticket and its assignee. Nobody can send these from outside. `version` is the version that the ticket
 * reaches with the event that needs the place: it tells a late release from a newer reservation. A release may name the one
 * reservation that it is about (`Place.reservation`).
 */
export const exchangePayloads = {
  reserve_assignment: z.strictObject({ ticket: uuidSchema, version: versionSchema, limit: z.number().int().min(0) }),
  release_assignment: z.strictObject({ ticket: uuidSchema, version: versionSchema, reservation: versionSchema.nullable() }),
} as const

export type UserCommandType = keyof typeof userPayloads | keyof typeof exchangePayloads
export type UserCommand = CommandOf<typeof userPayloads> | CommandOf<typeof exchangePayloads>
