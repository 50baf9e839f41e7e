import type { TicketRow } from '../../core/ticket/row.ts'
import type { PersonRow } from '../../core/user/row.ts'
import type { Cell } from './read-models.ts'

/** A label, and how many tickets carry it. */
export type LabelCount = { readonly label: string; readonly tickets: number }

const TICKET = [
  'id',
  'number',
  'title',
  'state',
  'assignee',
  'priority',
  'labels',
  'author',
  'createdAt',
  'updatedAt',
  'comments',
  'version',
]
const PERSON = ['id', 'name', 'displayName', 'role', 'state', 'createdAt', 'places', 'version']
const LABEL = ['label', 'tickets']

/** The most used labels that `labels` answers. */
export const MAX_LABELS = 200

/** The columns of the data page, in its order. */
export const COLUMNS = { tickets: TICKET, people: PERSON, labels: LABEL } as const

/** A row in the order of its table's columns; lists become JSON. */
export function ticketCells(row: TicketRow): readonly Cell[] {
  const { id, number, title, state, assignee, priority, labels, author, createdAt, updatedAt, comments, version } = row
  return [id, number, title, state, assignee, priority, JSON.stringify(labels), author, createdAt, updatedAt, comments, version]
}

export function personCells(row: PersonRow): readonly Cell[] {
  const { id, name, displayName, role, state, createdAt, places, version } = row
  return [id, name, displayName, role, state, createdAt, JSON.stringify(places), version]
}

export function labelCells({ label, tickets }: LabelCount): readonly Cell[] {
  return [label, tickets]
}
