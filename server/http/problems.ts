import type { FastifyReply, FastifyRequest } from 'fastify'
import { ERRORS, type ErrorCode, KnownError } from '../../core/protocol/errors.ts'
import { TooManyAttempts } from '../accounts/attempts.ts'

/** Fastify's own errors in our words. Whatever else it blames on the request is `bad_request`. */
const FASTIFY: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_NOT_FOUND: 'not_found',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
}

/** Seconds after which it is worth asking again. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { overloaded: 2, store_unavailable: 5, proof_not_ready: 5 }

/** The error as it may be shown; null for one that nobody planned for. */
export function knownError(error: unknown): KnownError | null {
  if (error instanceof KnownError) return error
  if (!(error instanceof Error)) return null
  const code = 'code' in error ? String(error.code) : ''
  const status = 'statusCode' in error ? Number(error.statusCode) : 500
  if (Object.hasOwn(FASTIFY, code)) return new KnownError(FASTIFY[code] ?? 'bad_request', undefined, { cause: error })
  return status >= 400 && status < 500 ? new KnownError('bad_request', undefined, { cause: error }) : null
}

/** Answers any error as `{error: {code, text, field?}}`. What nobody planned for goes to the log, and only there. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = knownError(error) ?? new KnownError('internal', undefined, { cause: error })
  if (known.code === 'internal')
    request.log.error({ err: error, requestId: request.id, commandId: commandIdOf(request.body) }, 'a request failed')
  const retryAfter = known instanceof TooManyAttempts ? known.retryAfter : RETRY_AFTER[known.code]
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  return reply
    .code(known.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(known.toBody()))
}

/** A complete answer for bytes that are no HTTP request, so that nothing parsed is at hand. */
export function rawProblem(parserCode: string): string {
  const code = parserCode === 'HPE_HEADER_OVERFLOW' ? 'too_large' : 'bad_request'
  const status = parserCode === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
  const body = JSON.stringify({ error: { code, text: ERRORS[code].text } })
  const headers = ['content-type: application/json; charset=utf-8', `content-length: ${Buffer.byteLength(body)}`, 'connection: close']
  return `HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`
}

function commandIdOf(body: unknown): string | undefined {
  return typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string' ? body.id : undefined
}
