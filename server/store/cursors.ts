import type { AnchorRow } from '../../core/anchor/row.ts'
import type { Sort } from '../../core/ticket/filter.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import type { PersonRow } from '../../core/user/row.ts'
import { BadCursor } from './errors.ts'
import { sortKey, type TicketKey } from './ticket-key.ts'

const POSITION_DIGITS = 16
const POSITION = /^\d{16}$/
const TIME_KEY = /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)_(\d{1,15})$/
const PRIORITY_KEY = /^([0-3])_(\d{1,15})$/
const NUMBER_KEY = /^(\d{1,15})$/
const PERSON = /^(0.*|1)_([0-9a-f-]{36})$/s
const ANCHOR = /^(\d{1,15})_([0-9a-f-]{36})$/
const LABEL = /^[a-z0-9-]{1,32}$/

/** A place in the order of all events, as text that compares like the number. */
export function formatPosition(position: number): string {
  return String(position).padStart(POSITION_DIGITS, '0')
}

/** @throws BadCursor */
export function parsePosition(cursor: string): number {
  const position = POSITION.test(cursor) ? Number(cursor) : Number.NaN
  if (!Number.isSafeInteger(position)) throw new BadCursor()
  return position
}

/** The end of a page of a list: it names its order, so that it can't be taken for another's. */
export function formatTicketCursor(row: TicketRow, sort: Sort): string {
  const { key, number } = sortKey(row, sort)
  return key === null ? `${sort}_${number}` : `${sort}_${key}_${number}`
}

/** @throws BadCursor also for the cursor of another order */
export function parseTicketCursor(cursor: string, sort: Sort): TicketKey {
  if (!cursor.startsWith(`${sort}_`)) throw new BadCursor()
  const rest = cursor.slice(sort.length + 1)
  if (sort === 'number') return { key: null, number: Number(part(NUMBER_KEY.exec(rest), 1)) }
  const match = (sort === 'priority' ? PRIORITY_KEY : TIME_KEY).exec(rest)
  const key = part(match, 1)
  return { key: sort === 'priority' ? Number(key) : key, number: Number(part(match, 2)) }
}

/** Where a person stands in the order of names; people whose name was erased come last. */
export type PersonKey = { readonly name: string; readonly id: string }

export function personKey(row: PersonRow): PersonKey {
  return { name: row.name === null ? '1' : `0${row.name}`, id: row.id }
}

export function formatPersonCursor(row: PersonRow): string {
  const { name, id } = personKey(row)
  return `${name}_${id}`
}

/** @throws BadCursor */
export function parsePersonCursor(cursor: string): PersonKey {
  const match = PERSON.exec(cursor)
  return { name: part(match, 1), id: part(match, 2) }
}

/** Where an anchor stands in the line; two of one place (a line that was begun anew) stand by their ids. */
export type AnchorKey = { readonly sequence: number; readonly id: string }

export function formatAnchorCursor({ sequence, id }: AnchorRow): string {
  return `${sequence}_${id}`
}

/** @throws BadCursor */
export function parseAnchorCursor(cursor: string): AnchorKey {
  const match = ANCHOR.exec(cursor)
  return { sequence: Number(part(match, 1)), id: part(match, 2) }
}

/** @throws BadCursor */
export function parseNumberCursor(cursor: string): number {
  return Number(part(NUMBER_KEY.exec(cursor), 1))
}

/** @throws BadCursor */
export function parseLabelCursor(cursor: string): string {
  return part(LABEL.exec(cursor), 0)
}

function part(match: RegExpExecArray | null, index: number): string {
  const text = match?.[index]
  if (text === undefined) throw new BadCursor()
  return text
}
