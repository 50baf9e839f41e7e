import { formatQuery } from '../../core/protocol/topics.ts'
import { type TicketFilter, ticketFilterSchema } from '../../core/ticket/filter.ts'

/** A list's address shows open tickets where it says nothing about the state; `state=all` shows all. */
const ALL = 'all'

/** The filter in an address. What it says wrongly is left out, as if it said nothing. */
export function filterFromQuery(query: Readonly<Record<string, string>>): TicketFilter {
  const { state = 'open', ...rest } = query
  const wanted: Record<string, string> = state === ALL ? rest : { ...rest, state }
  const { shape } = ticketFilterSchema
  const valid = Object.entries(wanted).filter(([key, value]) => isKey(shape, key) && shape[key].safeParse(value).success)
  return ticketFilterSchema.parse(Object.fromEntries(valid))
}

/** The query of a filter: what is as usual isn't written. */
export function queryOfFilter({ state, sort, ...rest }: TicketFilter): string {
  return formatQuery({ ...rest, state: state === 'open' ? undefined : (state ?? ALL), sort: sort === 'updated' ? undefined : sort })
}

/** A page with a filter in its address. */
export function addressOf(path: '/tickets' | '/board', filter: TicketFilter): string {
  const query = queryOfFilter(filter)
  return query === '' ? path : `${path}?${query}`
}

/** The filter with something else in one place; undefined takes it away. Throws for a value that the filter doesn't know. */
export function withChange(filter: TicketFilter, key: keyof TicketFilter, value: string | undefined): TicketFilter {
  return ticketFilterSchema.parse({ ...filter, [key]: value })
}

/** Whether a filter leaves out more than a state does. */
export function isNarrow({ assignee, label, priority, text }: TicketFilter): boolean {
  return assignee !== undefined || label !== undefined || priority !== undefined || text !== undefined
}

function isKey<T extends object>(shape: T, key: string): key is string & keyof T {
  return Object.hasOwn(shape, key)
}
