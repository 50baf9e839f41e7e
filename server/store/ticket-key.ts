import { PRIORITIES } from '../../core/ticket/commands.ts'
import type { Sort } from '../../core/ticket/filter.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import { order } from './order.ts'

/** Where a row stands in a list: what the list is sorted by (null: by the number alone), then the number. */
export type TicketKey = { readonly key: string | number | null; readonly number: number }

export function sortKey(row: TicketRow, sort: Sort): TicketKey {
  switch (sort) {
    case 'updated':
      return { key: row.updatedAt, number: row.number }
    case 'created':
    case 'oldest':
      return { key: row.createdAt, number: row.number }
    case 'priority':
      return { key: priorityWeight(row), number: row.number }
    case 'number':
      return { key: null, number: row.number }
  }
}

/** 0 to 3, as `compareRows` ranks priorities. */
export function priorityWeight(row: Pick<TicketRow, 'priority'>): number {
  return PRIORITIES.indexOf(row.priority)
}

/** The order of keys, which is that of `compareRows`: negative where `a` comes first. Only `oldest` counts upwards. */
export function compareKeys(a: TicketKey, b: TicketKey, sort: Sort): number {
  const upwards = order(a.key ?? 0, b.key ?? 0) || a.number - b.number
  return sort === 'oldest' ? upwards : -upwards
}
