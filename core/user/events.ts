import { z } from 'zod'
import { roleSchema } from '../aggregate/command.ts'
import { contentErased } from '../aggregate/erasure.ts'
import type { DraftOf, EventOf, EventSchemas } from '../aggregate/event.ts'
import { uuidSchema, versionSchema } from '../protocol/text.ts'

const none = z.object({})
const text = z.string()

/** Facts and content of the user's events (api.md, *Commands and events*). `version` in the exchange is the ticket's. */
export const userEvents = {
  user_created: { facts: z.object({ role: roleSchema }), content: z.object({ name: text, displayName: text }) },
  user_renamed: {
    facts: z.object({ fields: z.array(z.enum(['name', 'displayName'])) }),
    content: z.object({ name: text.exactOptional(), displayName: text.exactOptional() }),
  },
  user_disabled: { facts: none, content: null },
  user_enabled: { facts: none, content: null },
  role_set: { facts: z.object({ role: roleSchema }), content: null },
  assignment_reserved: { facts: z.object({ ticket: uuidSchema, version: versionSchema }), content: null },
  assignment_released: { facts: z.object({ ticket: uuidSchema, version: versionSchema }), content: null },
  content_erased: contentErased,
} as const satisfies EventSchemas

export type UserEventType = keyof typeof userEvents
export type UserDraft = DraftOf<typeof userEvents>
export type UserEvent = EventOf<typeof userEvents>
