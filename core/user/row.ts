import { z } from 'zod'
import { roleSchema } from '../aggregate/command.ts'
import { uuidSchema } from '../protocol/text.ts'

/** What everybody may see of a person. It crosses the wire, and is kept by the store as a read model. */
export const personRowSchema = z.object({
  id: uuidSchema,
  /** Null where it has been erased. */
  name: z.string().nullable(),
  displayName: z.string().nullable(),
  role: roleSchema,
  state: z.enum(['active', 'disabled']),
  createdAt: z.string(),
  /** The tickets that hold a place of this person's limit. */
  places: z.array(z.object({ ticket: uuidSchema, version: z.number().int() })),
  version: z.number().int(),
})

export type PersonRow = z.infer<typeof personRowSchema>
