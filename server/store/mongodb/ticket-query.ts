import type { Filter, Sort } from 'mongodb'
import type { TicketFilter } from '../../../core/ticket/filter.ts'
import type { TicketRow } from '../../../core/ticket/row.ts'
import { priorityWeight, type TicketKey } from '../ticket-key.ts'
import type { TicketDocument } from './read-model-documents.ts'
import { listOf } from './ticket-places.ts'

/** The field that each order is by, before the number; null where the number is the order. */
const FIELD = { updated: 'updatedAt', created: 'createdAt', oldest: 'createdAt', priority: 'rank', number: null } as const
const INDEX = { updated: 'by_updated', created: 'by_created', oldest: 'by_created', priority: 'by_number', number: 'by_number' } as const

/** What is few is named one by one: the database then reads a piece of the index for each, and merges them in the list's order. */
export const ANY_STATE = { $in: ['open', 'solved'] } satisfies { $in: TicketRow['state'][] }
export const ANY_RANK = { $in: [0, 1, 2, 3] }

/** A part of a list: what its tickets are like, beside what those of the whole are, and their order. */
export type TicketPiece = { readonly within: Filter<TicketDocument>; readonly sort: Sort }

/** How the tickets of a list are found, without regard to words: piece after piece. Together they are in an order, too. */
export type TicketQuery = {
  readonly filter: Filter<TicketDocument>
  readonly pieces: readonly TicketPiece[]
  readonly sort: Sort
  readonly index: (typeof INDEX)[keyof typeof INDEX]
}

/** The rows of a list after a key (null: from the beginning). Each piece is what stands at one place of an index, from its first entry on. */
export function ticketQuery(asked: TicketFilter, after: TicketKey | null, generation: number): TicketQuery {
  const { sort } = asked
  const rank = rankOf(asked)
  const byRank = sort === 'priority'
  // Where the priority is the order, it is left as a range: what is taken apart by priorities can't be merged in an order that begins with it.
  const ranks = rank !== null ? { rank } : byRank ? {} : { rank: ANY_RANK }
  return {
    filter: { generation, lists: listOf(asked), state: asked.state ?? ANY_STATE, ...ranks },
    pieces: byRank && rank !== null ? piecesOfRank(rank, after) : piecesAfter(sort, after),
    sort: orderOf(sort),
    index: INDEX[sort],
  }
}

/** What the tickets are like that a filter counts in a state. Of one state they are one piece of `by_number`: no ticket is looked at for it. */
export function ticketsIn(state: TicketRow['state'] | typeof ANY_STATE, asked: TicketFilter, generation: number): Filter<TicketDocument> {
  const rank = rankOf(asked)
  return { generation, lists: listOf(asked), state, ...(rank === null ? {} : { rank }) }
}

function piecesAfter(sort: TicketFilter['sort'], after: TicketKey | null): readonly TicketPiece[] {
  const whole = orderOf(sort)
  if (after === null) return [{ within: {}, sort: whole }]
  const field = FIELD[sort]
  const [direction, beyond] = sort === 'oldest' ? ([1, '$gt'] as const) : ([-1, '$lt'] as const)
  const further = { number: { [beyond]: after.number } }
  if (field === null) return [{ within: further, sort: whole }]
  return [
    { within: { [field]: after.key, ...further }, sort: { number: direction } },
    { within: { [field]: { [beyond]: after.key } }, sort: whole },
  ]
}

/** Of one priority, in the order of priorities. The key can be one of a list of all of them. */
function piecesOfRank(rank: number, after: TicketKey | null): readonly TicketPiece[] {
  const reached = after === null ? null : Number(after.key)
  if (reached !== null && reached < rank) return []
  return piecesAfter('number', reached === rank ? after : null)
}

function orderOf(sort: TicketFilter['sort']): Sort {
  const field = FIELD[sort]
  const direction = sort === 'oldest' ? 1 : -1
  return field === null ? { number: direction } : { [field]: direction, number: direction }
}

function rankOf({ priority }: TicketFilter): number | null {
  return priority === undefined ? null : priorityWeight({ priority })
}
