import { z } from 'zod'
import { isTime } from '../events/names.ts'

/** Limits of everything that people type (api.md, *Limits*): characters are Unicode code points, passwords are bytes. */
export const LIMITS = {
  title: 200,
  body: 20_000,
  reason: 64,
  displayName: 100,
  name: 32,
  label: 32,
  labels: 50,
  passwordMinBytes: 10,
  passwordMaxBytes: 72,
} as const

/** U+0000 and lone surrogates have no canonical JSON (chain.md 1): refused here, with the field's name, never repaired. */
const UNSTORABLE = /[\0\p{Surrogate}]/u

export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** Well-formed text of at most `max` code points. */
export function text(max: number): z.ZodType<string> {
  return z.string().superRefine((value, context) => {
    if (UNSTORABLE.test(value)) context.addIssue({ code: 'custom', message: 'must be well-formed text without U+0000' })
    // A string has at most as many code points as UTF-16 units: most texts need no second look.
    else if (value.length > max && codePoints(value) > max)
      context.addIssue({
        code: 'too_big',
        origin: 'string',
        maximum: max,
        inclusive: true,
        message: `must be at most ${max} characters long`,
      })
  })
}

/** Like `text`, and more than white space. */
export function filledText(max: number): z.ZodType<string> {
  return text(max).refine(value => /\S/u.test(value), 'must not be empty')
}

export const uuidSchema = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'must be a UUID in lowercase')
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lowercase hex digits')
export const nameSchema = z.string().regex(/^[a-z0-9._-]{2,32}$/, 'must be 2–32 characters of a–z, 0–9, dot, dash and underscore')
export const labelSchema = z.string().regex(/^[a-z0-9-]{1,32}$/, 'must be 1–32 characters of a–z, 0–9 and dash')
export const versionSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
export const timeSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'must be a UTC time with milliseconds')
  .refine(isTime, 'must be a date that exists')
