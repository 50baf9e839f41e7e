import { z } from 'zod'

/** A whole number in a query or an address. */
export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,16}$/, 'must be a whole number')
    .transform(Number)
    .refine(value => value >= least && value <= most, `must be from ${least} to ${most}`)
    .meta({ type: 'integer', minimum: least, maximum: most })
}

/** Which page of a list: `cursor` is the `next` of the page before. */
export const pageQuery = {
  limit: wholeNumber(1, 500).default(50),
  cursor: z.string().min(1, 'must not be empty').max(512, 'is not one that was given out').optional(),
}

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

export function pageRequest(query: { readonly limit: number; readonly cursor?: string | undefined }) {
  return { limit: query.limit, cursor: query.cursor ?? null }
}
