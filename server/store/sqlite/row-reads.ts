import type { TicketFilter } from '../../../core/ticket/filter.ts'
import { type TicketRow, ticketRowSchema } from '../../../core/ticket/row.ts'
import { type PersonRow, personRowSchema } from '../../../core/user/row.ts'
import type { PersonKey } from '../cursors.ts'
import type { TableName } from '../read-models.ts'
import { type LabelCount, MAX_LABELS } from '../tables.ts'
import type { TicketKey } from '../ticket-key.ts'
import { type Database, integer, type Row, text } from './database.ts'
import { countQuery, listQuery } from './ticket-query.ts'

export function projectionCursor(database: Database): string | null {
  return database.get('SELECT cursor FROM projection', row => text(row, 'cursor'))
}

export function ticketsById(database: Database, ids: readonly string[]): readonly TicketRow[] {
  return ids.flatMap(id => database.get('SELECT row FROM tickets WHERE id = ?', readTicket, id) ?? [])
}

export function peopleById(database: Database, ids: readonly string[]): readonly PersonRow[] {
  return ids.flatMap(id => database.get('SELECT row FROM people WHERE id = ?', readPerson, id) ?? [])
}

export function ticketByNumber(database: Database, number: number): string | null {
  return database.get('SELECT id FROM tickets WHERE number = ?', row => text(row, 'id'), number)
}

/** `limit` rows after a key. */
export function listTickets(database: Database, filter: TicketFilter, after: TicketKey | null, limit: number): readonly TicketRow[] {
  const { sql, parameters } = listQuery(filter, after)
  return database.all(sql, readTicket, ...parameters, limit)
}

export function countTickets(database: Database, filter: TicketFilter): { readonly open: number; readonly solved: number } {
  const { sql, parameters } = countQuery(filter)
  const counts = new Map(database.all(sql, row => [text(row, 'state'), integer(row, 'tickets')] as const, ...parameters))
  return { open: counts.get('open') ?? 0, solved: counts.get('solved') ?? 0 }
}

export function listPeople(database: Database, after: PersonKey | null, limit: number): readonly PersonRow[] {
  if (after === null) return database.all('SELECT row FROM people ORDER BY name, id LIMIT ?', readPerson, limit)
  const sql = 'SELECT row FROM people WHERE (name, id) > (?, ?) ORDER BY name, id LIMIT ?'
  return database.all(sql, readPerson, after.name, after.id, limit)
}

export function mostUsedLabels(database: Database): readonly LabelCount[] {
  return database.all('SELECT label, tickets FROM labels ORDER BY tickets DESC, label LIMIT ?', readLabel, MAX_LABELS)
}

export function labelsAfter(database: Database, after: string, limit: number): readonly LabelCount[] {
  return database.all('SELECT label, tickets FROM labels WHERE label > ? ORDER BY label LIMIT ?', readLabel, after, limit)
}

export function ticketsAfter(database: Database, after: number, limit: number): readonly TicketRow[] {
  return database.all('SELECT row FROM tickets WHERE number > ? ORDER BY number LIMIT ?', readTicket, after, limit)
}

export function countRows(database: Database, table: TableName): number {
  return database.get(`SELECT count(*) AS total FROM ${table}`, row => integer(row, 'total')) ?? 0
}

function readTicket(row: Row): TicketRow {
  return ticketRowSchema.parse(JSON.parse(text(row, 'row')))
}

function readPerson(row: Row): PersonRow {
  return personRowSchema.parse(JSON.parse(text(row, 'row')))
}

function readLabel(row: Row): LabelCount {
  return { label: text(row, 'label'), tickets: integer(row, 'tickets') }
}
