import type { z } from 'zod'
import type { HttpAnswer, HttpClient } from './http.ts'

/** The answer's JSON in the shape expected. @throws NetworkUnavailable where it has another, or isn't JSON */
export function parseAnswer<T>(http: HttpClient, answer: HttpAnswer, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOrUndefined(answer.text))
  if (!parsed.success) throw http.unusable(`answered (${answer.status}) in a form that isn’t known`)
  return parsed.data
}

/** Undefined where the text isn't JSON, which no schema accepts. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
