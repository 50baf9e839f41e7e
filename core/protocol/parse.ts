import type { z } from 'zod'
import { type Refusal, refusal } from './errors.ts'

/** Either the value in its type, or the first thing that is wrong with it: which field, and which rule. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }

/** Parses anything from outside once, at the border. The sentence names the field as the sender wrote it. */
export function parse<T>(schema: z.ZodType<T>, input: unknown, what = 'request'): Parsed<T> {
  const result = schema.safeParse(input)
  if (result.success) return { ok: true, value: result.data }
  const issue = result.error.issues[0]
  const field = issue?.path.map(String).join('.') ?? ''
  const code = issue?.code === 'too_big' && issue.origin === 'string' ? 'too_long' : 'malformed'
  const sentence = `${field === '' ? `The ${what}` : `“${field}”`} ${issue?.message ?? 'is not as it should be'}.`
  return { ok: false, refusal: refusal(code, sentence, field === '' ? undefined : field) }
}
