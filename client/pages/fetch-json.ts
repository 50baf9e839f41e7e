import type { z } from 'zod'
import { ERRORS, type ErrorCode, errorBodySchema } from '../../core/protocol/errors.ts'

export type Fetched<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly text: string; readonly field?: string | undefined }

const unreachable = {
  ok: false,
  code: 'store_unavailable',
  text: 'The server can’t be reached. Try again when the connection is back.',
} as const

/** Asks the HTTP API and parses the answer once. Never throws: an error is a sentence to show. `signal` gives up. */
export async function fetchJson<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<Fetched<T>> {
  try {
    const response = await fetch(path, init)
    const body: unknown = response.status === 204 ? null : await response.json()
    if (response.ok) return { ok: true, value: schema.parse(body) }
    const parsed = errorBodySchema.safeParse(body)
    return parsed.success ? { ok: false, ...parsed.data.error } : { ok: false, code: 'internal', text: ERRORS.internal.text }
  } catch {
    return unreachable
  }
}

/** What a request with a JSON body needs. */
export function jsonBody(method: 'POST' | 'PUT', body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
