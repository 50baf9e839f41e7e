import { z } from 'zod'
import { refusal } from '../protocol/errors.ts'
import { type Parsed, parse } from '../protocol/parse.ts'
import { uuidSchema } from '../protocol/text.ts'

export const ROLES = ['member', 'admin'] as const
export type Role = (typeof ROLES)[number]
export const roleSchema = z.enum(ROLES)

/** Who sends a command: a signed-in person with a role, or a named part of the system, which may do everything. */
export type Sender = { readonly type: 'user'; readonly id: string; readonly role: Role } | { readonly type: 'system'; readonly id: string }

export function isAdministrator(by: Sender): boolean {
  return by.type === 'system' || by.role === 'admin'
}

export type PayloadSchemas = Readonly<Record<string, z.ZodType>>

/** The union of commands that a table of payload schemas describes, as a machine receives them. */
export type CommandOf<P extends PayloadSchemas> = {
  [T in keyof P & string]: { readonly type: T; readonly payload: z.infer<P[T]>; readonly by: Sender }
}[keyof P & string]

/** What a client sends: which command, to which aggregate. `id` makes it happen once, however often it is sent. */
export const commandSchema = z.strictObject({
  id: uuidSchema,
  aggregate: z.strictObject({ type: z.enum(['ticket', 'user']), id: uuidSchema }),
  type: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be the name of a command'),
  payload: z.unknown(),
})

export type CommandRequest = z.infer<typeof commandSchema>

/**
 * A command in its type, its payload parsed by the table; or what is wrong with it, with the field's name.
 * That the payload belongs to the type is known by the look-up, and can't be said in TypeScript: hence the one cast.
 */
export function parseCommand<P extends PayloadSchemas>(payloads: P, type: string, payload: unknown, by: Sender): Parsed<CommandOf<P>> {
  const schema = Object.hasOwn(payloads, type) ? payloads[type] : undefined
  if (schema === undefined)
    return { ok: false, refusal: refusal('malformed', `There is no command “${type}” for this kind of thing.`, 'type') }
  const parsed = parse(schema, payload, 'payload')
  if (!parsed.ok) return { ok: false, refusal: { field: 'payload', ...parsed.refusal } }
  return { ok: true, value: { type, payload: parsed.value, by } as CommandOf<P> }
}
