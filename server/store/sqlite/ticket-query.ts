import { PRIORITIES } from '../../../core/ticket/commands.ts'
import type { Sort, TicketFilter } from '../../../core/ticket/filter.ts'
import { searchWords } from '../search-words.ts'
import type { TicketKey } from '../ticket-key.ts'
import type { Parameter } from './database.ts'

export type Query = { readonly sql: string; readonly parameters: readonly Parameter[] }

/** The column each order is by, before `number`; null where that is the order. */
const SORT_COLUMN = { updated: 'updated', created: 'created', oldest: 'created', priority: 'priority', number: null } as const

/**
 * The rows of a list after a key (null: from the beginning), in its order, to be limited by one more parameter. A page begins in an
 * index at its key, never by counting rows off. With a label, the label's own index is the one.
 */
export function listQuery(filter: TicketFilter, after: TicketKey | null): Query {
  const { from, conditions, parameters } = matching(filter)
  const keys = orderedBy(filter.sort, filter.label !== undefined)
  const [comparison, direction] = filter.sort === 'oldest' ? ['>', 'ASC'] : ['<', 'DESC']
  if (after !== null) {
    const values = after.key === null ? [after.number] : [after.key, after.number]
    conditions.push(`(${keys.join(', ')}) ${comparison} (${values.map(() => '?').join(', ')})`)
    parameters.push(...values)
  }
  const order = keys.map(key => `${key} ${direction}`).join(', ')
  return { sql: `SELECT t.row FROM ${from} ${where(conditions)} ORDER BY ${order} LIMIT ?`, parameters }
}

/** How many tickets of each state a filter finds, without regard to its own state. */
export function countQuery(filter: TicketFilter): Query {
  const { from, conditions, parameters } = matching({ ...filter, state: undefined })
  if (conditions.length === 0) return { sql: 'SELECT state, tickets FROM ticket_counts', parameters }
  const state = filter.label === undefined ? 't.state' : 'l.state'
  return { sql: `SELECT ${state} AS state, count(*) AS tickets FROM ${from} ${where(conditions)} GROUP BY 1`, parameters }
}

function matching(filter: TicketFilter): { from: string; conditions: string[]; parameters: Parameter[] } {
  const conditions: string[] = []
  const parameters: Parameter[] = []
  const add = (condition: string, value: Parameter) => {
    conditions.push(condition)
    parameters.push(value)
  }
  const labelled = filter.label !== undefined
  if (filter.label !== undefined) add('l.label = ?', filter.label)
  if (filter.state !== undefined) add(labelled ? 'l.state = ?' : 't.state = ?', filter.state)
  if (filter.assignee !== undefined) add('t.assignee = ?', filter.assignee)
  if (filter.priority !== undefined) add('t.priority = ?', PRIORITIES.indexOf(filter.priority))
  if (filter.text !== undefined) addText(filter.text, add)
  // CROSS JOIN fixes the order of the loops: from the label to its tickets.
  return { from: labelled ? 'ticket_labels l CROSS JOIN tickets t ON t.id = l.ticket' : 'tickets t', conditions, parameters }
}

function addText(text: string, add: (condition: string, value: Parameter) => void): void {
  const words = searchWords(text)
  // The words hold letters and digits alone: in quotes, nothing of them is taken for the search's own syntax.
  const match = words.map(word => `"${word}"*`).join(' AND ')
  const found = 'SELECT texts.ticket FROM search JOIN texts ON texts.id = search.rowid WHERE search MATCH ?'
  add(words.length === 0 ? '? IS NULL' : `t.id IN (${found})`, match)
}

function orderedBy(sort: Sort, labelled: boolean): readonly string[] {
  const table = labelled && sort === 'updated' ? 'l' : 't'
  const column = SORT_COLUMN[sort]
  return column === null ? [`${table}.number`] : [`${table}.${column}`, `${table}.number`]
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
}
