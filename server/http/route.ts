import { Readable } from 'node:stream'
import { z } from 'zod'
import { type ErrorCode, KnownError } from '../../core/protocol/errors.ts'
import type { Me } from '../../core/protocol/messages.ts'
import { parse } from '../../core/protocol/parse.ts'
import type { Access } from './access.ts'

/** What a successful call answers: its status, how its body looks to a program, and how a value becomes that body. */
export type AnswerKind<A> = {
  readonly status: 200 | 201 | 204
  readonly content: { readonly type: string; readonly schema: z.ZodType } | null
  readonly streamed: boolean
  encode(value: A): string | Readable | undefined
}

export function json<A>(schema: z.ZodType<A>, status: 200 | 201 = 200): AnswerKind<A> {
  return {
    status,
    content: { type: 'application/json; charset=utf-8', schema },
    streamed: false,
    encode: value => JSON.stringify(value),
  }
}

export const nothing: AnswerKind<void> = { status: 204, content: null, streamed: false, encode: () => undefined }

/** Lines of JSON, sent only as fast as they are read. `schema` is that of a line. */
export function ndjson(schema: z.ZodType): AnswerKind<AsyncIterable<string>> {
  return {
    status: 200,
    content: { type: 'application/x-ndjson; charset=utf-8', schema },
    streamed: true,
    encode: lines => Readable.from(lines, { objectMode: false }),
  }
}

export const text: AnswerKind<string> = {
  status: 200,
  content: { type: 'text/plain; charset=utf-8', schema: z.string() },
  streamed: false,
  encode: value => value,
}

/** Lines of text, sent only as fast as they are read. */
export const textLines: AnswerKind<AsyncIterable<string>> = {
  status: 200,
  content: { type: 'text/plain; charset=utf-8', schema: z.string() },
  streamed: true,
  encode: lines => Readable.from(lines, { objectMode: false }),
}

/** One JSON text in pieces, sent only as fast as they are read. `schema` is that of the whole. */
export function jsonPieces(schema: z.ZodType): AnswerKind<AsyncIterable<string>> {
  return {
    status: 200,
    content: { type: 'application/json; charset=utf-8', schema },
    streamed: true,
    encode: pieces => Readable.from(pieces, { objectMode: false }),
  }
}

/** The cookie of the browser that calls. */
export type BrowserSession = {
  readonly token: string | null
  keep(session: { readonly token: string; readonly expiresAt: number }): void
  drop(): void
}

export type Call<M, P, Q, B> = {
  readonly me: M
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly session: BrowserSession
  /** Where the call comes from. */
  readonly address: string
}

/** A call as it comes in. Who it is from is only asked where the route wants to know. */
export type RawCall = Omit<Call<unknown, unknown, unknown, unknown>, 'me'> & { readonly authenticate: () => Promise<Me | null> }

export type RouteDefinition<M, P, Q, B, A> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** One line for people who read the description of the API. */
  readonly summary: string
  readonly access: Access<M>
  readonly params: z.ZodType<P>
  readonly query: z.ZodType<Q>
  readonly body: z.ZodType<B>
  /** What the description shows of the body, where something after the route parses the rest of it. */
  readonly describedBody?: z.ZodType
  readonly answer: AnswerKind<A>
  /** Codes that this route answers with, besides those that follow from its access and its schemas. */
  readonly errors: readonly ErrorCode[]
  handle(call: Call<M, P, Q, B>): Promise<A>
}

/** A route with its types sealed in: what the table holds, Fastify serves and OpenAPI describes. */
export type Route = Omit<RouteDefinition<unknown, unknown, unknown, unknown, never>, 'handle' | 'access' | 'answer'> & {
  readonly access: { readonly name: string; readonly errors: readonly ErrorCode[] }
  readonly answer: Omit<AnswerKind<never>, 'encode'>
  /** @throws KnownError for a call that isn't admitted or not well formed, and whatever the route throws */
  run(call: RawCall): Promise<{ readonly value: unknown; readonly payload: string | Readable | undefined }>
}

export const noBody = z.unknown()

/** What a route has that says nothing else: no parameters, no body, no codes of its own. */
export const bare = { params: z.object({}), query: z.strictObject({}, { error: unknownKey }), body: noBody, errors: [] } as const

/** A query in which every key must be known: a mistyped filter would otherwise find everything. */
export function queryOf<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, { error: unknownKey })
}

function unknownKey(issue: { readonly code?: string; readonly keys?: unknown }): string | undefined {
  return issue.code === 'unrecognized_keys' && Array.isArray(issue.keys) ? `has no “${issue.keys.join('”, “')}”` : undefined
}

export function defineRoute<M, P, Q, B, A>(definition: RouteDefinition<M, P, Q, B, A>): Route {
  const { access, params, query, body, answer } = definition
  return {
    ...definition,
    async run(call) {
      const me = await access.admit(call.authenticate)
      const value = await definition.handle({
        me,
        params: read(params, call.params, 'address'),
        query: read(query, call.query, 'query'),
        body: read(body, call.body, 'body'),
        session: call.session,
        address: call.address,
      })
      return { value, payload: answer.encode(value) }
    },
  }
}

function read<T>(schema: z.ZodType<T>, input: unknown, what: string): T {
  const parsed = parse(schema, input, what)
  if (parsed.ok) return parsed.value
  const { code, text, field } = parsed.refusal
  throw new KnownError(code, text, field === undefined ? {} : { field })
}
