import { z } from 'zod'
import { roleSchema } from '../aggregate/command.ts'
import { anchorRowSchema } from '../anchor/row.ts'
import { ticketRowSchema } from '../ticket/row.ts'
import { personRowSchema } from '../user/row.ts'
import { anchoringStatusSchema } from './anchoring.ts'
import { errorBodySchema } from './errors.ts'
import { hashSchema, uuidSchema } from './text.ts'

/** Raised when an older page can no longer talk to a newer server. */
export const PROTOCOL = 1

/** No message of either side is larger; the server closes a connection that sends one, without a reason that socket.io could carry. */
export const MAX_MESSAGE_BYTES = 1024 * 1024

/** Room for the longest filter: 200 characters of text take 2,400 when they are percent-encoded. */
const topic = z.string().max(4096)

/** An event in its exact texts: what is hashed, and can be checked. */
export const storedEventSchema = z.object({
  header: z.string(),
  hash: hashSchema,
  salt: hashSchema.nullable(),
  content: z.string().nullable(),
})
export const positionedEventSchema = storedEventSchema.extend({ position: z.string() })
export const headSchema = z.object({ version: z.number().int().min(0), hash: hashSchema })

export const meSchema = z.object({ id: uuidSchema, name: z.string(), displayName: z.string(), role: roleSchema })
/** The signed-in person; null for a guest. */
export type Me = z.infer<typeof meSchema>

/** Client to server. The first message of a connection; again after signing in or out would be a new connection. */
export const helloSchema = z.strictObject({ protocol: z.number().int(), clientId: uuidSchema })
export const helloAnswerSchema = z.object({
  protocol: z.number().int(),
  serverTime: z.number(),
  origin: z.string(),
  me: meSchema.nullable(),
  limits: z.object({ openTickets: z.number().int() }),
})

/**
 * Client to server: the next page of a topic, and with the page that catches up, live pushing begins without a gap.
 * `since`: for ticket and user the version the client holds (0: nothing); for every other topic the cursor of a further page, null for
 * the first. A further page doesn't change what is pushed.
 */
export const syncSchema = z.strictObject({
  topic,
  since: z.union([z.number().int().min(0), z.string().max(512), z.null()]),
  limit: z.number().int().min(1).max(500),
})

export const chainPageSchema = z.object({
  kind: z.literal('chain'),
  events: z.array(storedEventSchema),
  head: headSchema.nullable(),
  caughtUp: z.boolean(),
})
export const listPageSchema = z.object({
  kind: z.literal('list'),
  rows: z.array(ticketRowSchema),
  next: z.string().nullable(),
  counts: z.object({ open: z.number().int(), solved: z.number().int() }),
})
export const eventsPageSchema = z.object({ kind: z.literal('events'), items: z.array(positionedEventSchema), next: z.string().nullable() })
export const peoplePageSchema = z.object({ kind: z.literal('people'), people: z.array(personRowSchema), next: z.string().nullable() })
/** Anchors newest first, and how anchoring stands. */
export const anchorsPageSchema = z.object({
  kind: z.literal('anchors'),
  items: z.array(anchorRowSchema),
  next: z.string().nullable(),
  status: anchoringStatusSchema,
})
export const syncAnswerSchema = z.discriminatedUnion('kind', [
  chainPageSchema,
  listPageSchema,
  eventsPageSchema,
  peoplePageSchema,
  anchorsPageSchema,
])

export const unsyncSchema = z.strictObject({ topic })

/** Server to client, in live mode only: what has changed on a topic. */
export const deltaSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('chain'), topic, event: storedEventSchema }),
  /** A row that belongs, or belonged until now, to the list; the client decides by `matchesFilter`, or asks again where there is a text. */
  z.object({ kind: z.literal('list'), topic, row: ticketRowSchema }),
  z.object({ kind: z.literal('events'), topic, item: positionedEventSchema }),
  z.object({ kind: z.literal('people'), topic, person: personRowSchema }),
  /** An anchor that is new or has changed, or how anchoring stands now; null is what hasn't changed. */
  z.object({ kind: z.literal('anchors'), topic, anchor: anchorRowSchema.nullable(), status: anchoringStatusSchema.nullable() }),
])

/** Server to client: pushing has stopped because the connection didn't keep up. Pull again. */
export const behindSchema = z.object({ topic })

/** Server to client with the heartbeat: where the chain of a watched ticket or user is. Finds a lost tail. */
export const headMessageSchema = z.object({ topic, head: headSchema })

/** A command was carried out (`events` as they were recorded), or sent again and had been. */
export const commandAnswerSchema = z.object({ version: z.number().int(), hash: hashSchema, events: z.array(storedEventSchema) })

/** Both ways, volatile. From the client: I am here, and typing or not. */
export const presenceSchema = z.strictObject({ topic, typing: z.boolean() })
/** From the server: who is on this topic. `typing` are ids of people in `here`; guests are only counted. */
export const presenceStateSchema = z.object({
  topic,
  here: z.array(z.object({ id: uuidSchema, displayName: z.string() })),
  guests: z.number().int(),
  typing: z.array(uuidSchema),
})

/** Server to client: the connection has lost its person's rights and goes on as a guest's. */
export const sessionEndedSchema = z.object({ reason: z.enum(['signed_out', 'expired', 'disabled', 'password_changed', 'role_changed']) })

/** Server to client: the server is about to end the connection, since it stops, or with a `code` since its store doesn't answer. */
export const closingSchema = z.object({ text: z.string(), code: z.literal('store_unavailable').optional() })

export type StoredEventMessage = z.infer<typeof storedEventSchema>
export type Hello = z.infer<typeof helloSchema>
export type HelloAnswer = z.infer<typeof helloAnswerSchema>
export type Sync = z.infer<typeof syncSchema>
export type SyncAnswer = z.infer<typeof syncAnswerSchema>
export type Delta = z.infer<typeof deltaSchema>
export type Behind = z.infer<typeof behindSchema>
export type HeadMessage = z.infer<typeof headMessageSchema>
export type CommandAnswer = z.infer<typeof commandAnswerSchema>
export type Presence = z.infer<typeof presenceSchema>
export type PresenceState = z.infer<typeof presenceStateSchema>
export type SessionEnded = z.infer<typeof sessionEndedSchema>
export type Closing = z.infer<typeof closingSchema>

/** Every acknowledgement is either the answer or an error. A refused command is an error with a refusal's code. */
export function answerSchema<T extends z.ZodType>(schema: T) {
  return z.union([errorBodySchema, schema])
}
export type Answer<T> = T | z.infer<typeof errorBodySchema>

/** The events of the two directions, as socket.io wants them typed. */
export type ClientToServer = {
  hello(message: Hello, ack: (answer: Answer<HelloAnswer>) => void): void
  sync(message: Sync, ack: (answer: Answer<SyncAnswer>) => void): void
  unsync(message: { topic: string }): void
  command(message: unknown, ack: (answer: Answer<CommandAnswer>) => void): void
  presence(message: Presence): void
}

export type ServerToClient = {
  delta(message: Delta): void
  behind(message: Behind): void
  head(message: HeadMessage): void
  presence(message: PresenceState): void
  session(message: SessionEnded): void
  closing(message: Closing): void
}
