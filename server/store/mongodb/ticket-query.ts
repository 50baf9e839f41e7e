import type { Filter, Sort } from 'mongodb'
import type { TicketFilter } from '../../../core/ticket/filter.ts'
import { priorityWeight, type TicketKey } from '../ticket-key.ts'
import type { TicketDocument } from './read-model-documents.ts'

/** The field that each order is by, before the number; null where the number is the order. */
const FIELD = { updated: 'updatedAt', created: 'createdAt', oldest: 'createdAt', priority: 'rank', number: null } as const
const INDEX = { updated: 'by_updated', created: 'by_created', oldest: 'by_created', priority: 'by_priority', number: 'by_number' } as const

/** How the tickets of a list are found, without regard to words. */
export type TicketQuery = { readonly filter: Filter<TicketDocument>; readonly sort: Sort; readonly index: string }

/** The rows of a list after a key (null: from the beginning), in its order. A page begins in an index at its key, never by counting rows off. */
export function ticketQuery(asked: TicketFilter, after: TicketKey | null, generation: number): TicketQuery {
  const { sort } = asked
  const field = FIELD[sort]
  const direction = sort === 'oldest' ? 1 : -1
  return {
    filter: { ...matching(asked, generation), ...(after === null ? {} : { $and: [keysAfter(field, after, direction)] }) },
    sort: field === null ? { number: direction } : { [field]: direction, number: direction },
    index: indexOf(asked),
  }
}

/** What the tickets of a list have in common. */
export function matching({ state, assignee, label, priority }: TicketFilter, generation: number): Filter<TicketDocument> {
  return {
    generation,
    state: state ?? { $in: ['open', 'solved'] },
    ...(assignee === undefined ? {} : { assignee: assignee === 'none' ? null : assignee }),
    ...(label === undefined ? {} : { labels: label }),
    ...(priority === undefined ? {} : { rank: priorityWeight({ priority }) }),
  }
}

/** The index by which there are fewest tickets to look at. What nobody has is much, and a list of it best read in its order. */
export function indexOf({ sort, assignee, label }: TicketFilter): string {
  if (assignee !== undefined && (assignee !== 'none' || sort === 'updated')) return 'by_assignee'
  return label === undefined ? INDEX[sort] : 'by_label'
}

function keysAfter(
  field: 'updatedAt' | 'createdAt' | 'rank' | null,
  { key, number }: TicketKey,
  direction: 1 | -1,
): Filter<TicketDocument> {
  const beyond = direction === 1 ? '$gt' : '$lt'
  if (field === null) return { number: { [beyond]: number } }
  // The first condition follows from the second, and is what the index is entered by.
  return { [field]: { [`${beyond}e`]: key }, $or: [{ [field]: { [beyond]: key } }, { number: { [beyond]: number } }] }
}

/** The index by which tickets are counted, from its entries alone. */
export function countIndexOf({ assignee, label, priority }: TicketFilter): string {
  if (assignee !== undefined) return 'by_assignee'
  if (label !== undefined) return 'by_label'
  return priority === undefined ? 'by_number' : 'by_priority'
}
