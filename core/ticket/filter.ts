import { z } from 'zod'
import { filledText, labelSchema, uuidSchema } from '../protocol/text.ts'
import type { TicketRow } from './row.ts'

export const SORTS = ['updated', 'created', 'number', 'priority', 'oldest'] as const
export type Sort = (typeof SORTS)[number]

/** Which tickets a list shows, and in which order: what the page keeps in its address and the API takes as its query. */
export const ticketFilterSchema = z.object({
  state: z.enum(['open', 'solved']).optional(),
  /** A user's id, or `none`. */
  assignee: z.union([uuidSchema, z.literal('none')]).optional(),
  label: labelSchema.optional(),
  priority: z.enum(['low', 'normal', 'high', 'urgent']).optional(),
  /** Words that stand in the title, the body or a comment. */
  text: filledText(200).optional(),
  sort: z.enum(SORTS).default('updated'),
})

export type TicketFilter = z.infer<typeof ticketFilterSchema>

/** Whether a row belongs into a list; `unknown` where only the store's text search can tell. */
export function matchesFilter(row: TicketRow, filter: TicketFilter): boolean | 'unknown' {
  if (filter.state !== undefined && row.state !== filter.state) return false
  if (filter.assignee !== undefined && (row.assignee ?? 'none') !== filter.assignee) return false
  if (filter.label !== undefined && !row.labels.includes(filter.label)) return false
  if (filter.priority !== undefined && row.priority !== filter.priority) return false
  return filter.text === undefined ? true : 'unknown'
}

const WEIGHT = { low: 0, normal: 1, high: 2, urgent: 3 } as const

/** The order of a list: negative where `a` comes first. Rows that are equal otherwise are ordered by number, newest first. */
export function compareRows(a: TicketRow, b: TicketRow, sort: Sort): number {
  switch (sort) {
    case 'updated':
      return order(b.updatedAt, a.updatedAt) || b.number - a.number
    case 'created':
      return order(b.createdAt, a.createdAt) || b.number - a.number
    case 'oldest':
      return order(a.createdAt, b.createdAt) || a.number - b.number
    case 'priority':
      return WEIGHT[b.priority] - WEIGHT[a.priority] || b.number - a.number
    case 'number':
      return b.number - a.number
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
