import { type TicketRow, ticketRowSchema } from '../../../core/ticket/row.ts'
import type { PersonRow } from '../../../core/user/row.ts'
import { personKey } from '../cursors.ts'
import type { ReadModelChange, SearchText } from '../read-models.ts'
import { searchWords } from '../search-words.ts'
import { priorityWeight } from '../ticket-key.ts'
import { putAnchor } from './anchor-rows.ts'
import { type Database, text } from './database.ts'
import { recreateSearch } from './schema.ts'

/** What `TicketFilter.assignee` calls tickets that nobody has. */
const NOBODY = 'none'

export function applyChange(database: Database, { tickets, people, texts, anchors, cursor }: ReadModelChange): void {
  for (const row of tickets) putTicket(database, row)
  for (const row of people) putPerson(database, row)
  for (const row of anchors) putAnchor(database, row)
  for (const searchText of texts) putText(database, searchText)
  database.run('INSERT OR REPLACE INTO projection (id, cursor) VALUES (1, ?)', cursor)
}

export function clearRows(database: Database): void {
  recreateSearch(database)
  for (const table of ['texts', 'tickets', 'ticket_counts', 'ticket_labels', 'labels', 'people', 'anchors', 'projection'])
    database.exec(`DELETE FROM ${table}`)
}

function putTicket(database: Database, row: TicketRow): void {
  const old = database.get('SELECT row FROM tickets WHERE id = ?', found => ticketRowSchema.parse(JSON.parse(text(found, 'row'))), row.id)
  database.run(
    `INSERT OR REPLACE INTO tickets (id, number, state, assignee, priority, created, updated, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.number,
    row.state,
    row.assignee ?? NOBODY,
    priorityWeight(row),
    row.createdAt,
    row.updatedAt,
    JSON.stringify(row),
  )
  if (old !== null) count(database, STATES, old.state, -1)
  count(database, STATES, row.state, 1)
  const before = new Set(old?.labels)
  const after = new Set(row.labels)
  if (old !== null) for (const label of before) unlabel(database, old, label)
  for (const label of after) {
    const sql = 'INSERT INTO ticket_labels (label, updated, number, ticket, state) VALUES (?, ?, ?, ?, ?)'
    database.run(sql, label, row.updatedAt, row.number, row.id, row.state)
  }
  for (const label of before) if (!after.has(label)) count(database, LABELS, label, -1)
  for (const label of after) if (!before.has(label)) count(database, LABELS, label, 1)
}

function unlabel(database: Database, old: TicketRow, label: string): void {
  const sql = 'DELETE FROM ticket_labels WHERE label = ? AND updated = ? AND number = ? AND ticket = ?'
  database.run(sql, label, old.updatedAt, old.number, old.id)
}

/** What lists count all the time is counted as it changes. */
const STATES = { table: 'ticket_counts', key: 'state' } as const
const LABELS = { table: 'labels', key: 'label' } as const

function count(database: Database, { table, key }: typeof STATES | typeof LABELS, value: string, change: 1 | -1): void {
  database.run(
    `INSERT INTO ${table} (${key}, tickets) VALUES (?, ?) ON CONFLICT (${key}) DO UPDATE SET tickets = tickets + excluded.tickets`,
    value,
    change,
  )
  if (change < 0) database.run(`DELETE FROM ${table} WHERE ${key} = ? AND tickets <= 0`, value)
}

function putPerson(database: Database, row: PersonRow): void {
  database.run('INSERT OR REPLACE INTO people (id, name, row) VALUES (?, ?, ?)', row.id, personKey(row).name, JSON.stringify(row))
}

function putText(database: Database, { ticket, source, text: written }: SearchText): void {
  // By its name each time: a number bound to a parameter is a real, which the index takes for no id.
  const id = 'SELECT id FROM texts WHERE ticket = ? AND source = ?'
  database.run(`DELETE FROM search WHERE rowid = (${id})`, ticket, source)
  if (written === null) {
    database.run('DELETE FROM texts WHERE ticket = ? AND source = ?', ticket, source)
    return
  }
  database.run('INSERT INTO texts (ticket, source) VALUES (?, ?) ON CONFLICT (ticket, source) DO NOTHING', ticket, source)
  database.run(`INSERT INTO search (rowid, words) VALUES ((${id}), ?)`, ticket, source, searchWords(written).join(' '))
}
