import type { z } from 'zod'
import { type Refusal, refusal } from './errors.ts'

/** Either the value in its type, or the first thing that is wrong with it: which field, and which rule. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }

type Issue = z.core.$ZodIssue

/** Parses anything from outside once, at the border. The sentence names the field as the sender wrote it. */
export function parse<T>(schema: z.ZodType<T>, input: unknown, what = 'request'): Parsed<T> {
  const result = schema.safeParse(input, { error: ruleOf })
  if (result.success) return { ok: true, value: result.data }
  const [issue] = result.error.issues
  const field = issue === undefined ? '' : fieldOf(issue)
  const code = issue?.code === 'too_big' && issue.origin === 'string' ? 'too_long' : 'malformed'
  const sentence = `${field === '' ? `The ${what}` : `“${field}”`} ${issue?.message ?? 'is not as it should be'}.`
  return { ok: false, refusal: refusal(code, sentence, field === '' ? undefined : field) }
}

/** A key that shouldn't be there is itself the field to blame, not the object that it stands in. */
function fieldOf(issue: Issue): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path
  return path.map(String).join('.')
}

/** The rest of a sentence that begins with the field, for schemas that don't word their rule themselves. */
function ruleOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing'
      return `must be ${NOUNS[issue.expected] ?? 'of another type'}`
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`
    case 'too_small':
      return `must be at least ${amount(issue.minimum, issue.origin)}`
    case 'too_big':
      return `must be at most ${amount(issue.maximum, issue.origin)}`
    case 'unrecognized_keys':
      return 'is not known here'
    default:
      return 'is not as it should be'
  }
}

/** A bound in the unit that it counts. */
function amount(bound: number | bigint, origin: string): string {
  if (origin === 'string') return `${bound} characters long`
  return origin === 'array' ? `${bound} entries long` : String(bound)
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}
