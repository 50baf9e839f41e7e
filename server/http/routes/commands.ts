import { z } from 'zod'
import { commandSchema, type PayloadSchemas } from '../../../core/aggregate/command.ts'
import { KnownError, REFUSAL_CODES } from '../../../core/protocol/errors.ts'
import { commandAnswerSchema } from '../../../core/protocol/messages.ts'
import { uuidSchema } from '../../../core/protocol/text.ts'
import { ticketPayloads } from '../../../core/ticket/commands.ts'
import { userPayloads } from '../../../core/user/commands.ts'
import { person } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { bare, defineRoute, json, type Route } from '../route.ts'

export function commandRoutes({ bus }: Pick<HttpDeps, 'bus'>): readonly Route[] {
  return [
    defineRoute({
      ...bare,
      method: 'POST',
      path: '/api/commands',
      summary: 'Send a command; sent again with the same id, it happens once and is answered the same',
      access: person,
      body: commandSchema,
      describedBody: z.union([...commandsOf('ticket', ticketPayloads), ...commandsOf('user', userPayloads)]),
      answer: json(commandAnswerSchema),
      errors: [...REFUSAL_CODES, 'overloaded', 'history_damaged'],
      async handle({ me, body }) {
        const result = await bus.execute(body, { type: 'user', id: me.id, role: me.role })
        if (result.ok) return { version: result.version, hash: result.hash, events: [...result.events] }
        const { code, text, field } = result.refusal
        throw new KnownError(code, text, field === undefined ? {} : { field })
      },
    }),
  ]
}

/** Every command in full, for the description: the envelope alone is parsed here, the payload by the aggregate's own table. */
function commandsOf(aggregate: 'ticket' | 'user', payloads: PayloadSchemas) {
  return Object.entries(payloads).map(([type, payload]) =>
    z.strictObject({
      id: uuidSchema,
      aggregate: z.strictObject({ type: z.literal(aggregate), id: uuidSchema }),
      type: z.literal(type),
      payload,
    }),
  )
}
