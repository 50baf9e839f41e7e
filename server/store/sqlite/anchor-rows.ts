import { type AnchorRow, anchorRowSchema } from '../../../core/anchor/row.ts'
import type { AnchorKey } from '../cursors.ts'
import { type Database, type Parameter, type Row, text } from './database.ts'

export function anchorsById(database: Database, ids: readonly string[]): readonly AnchorRow[] {
  return ids.flatMap(id => database.get('SELECT row FROM anchors WHERE id = ?', readAnchor, id) ?? [])
}

/** `limit` anchors before a key (null: from the end of the line), backwards. */
export function anchorsBefore(database: Database, before: AnchorKey | null, limit: number): readonly AnchorRow[] {
  return anchors(database, '(sequence, id) < (?, ?)', 'DESC', before, limit)
}

/** `limit` anchors after a key (null: from the beginning), in the order of the line. */
export function anchorsAfter(database: Database, after: AnchorKey | null, limit: number): readonly AnchorRow[] {
  return anchors(database, '(sequence, id) > (?, ?)', 'ASC', after, limit)
}

export function anchorLine(database: Database, after: number, limit: number): readonly AnchorRow[] {
  return database.all('SELECT row FROM anchors WHERE sequence > ? ORDER BY sequence, id LIMIT ?', readAnchor, after, limit)
}

export function putAnchor(database: Database, row: AnchorRow): void {
  database.run('INSERT OR REPLACE INTO anchors (id, sequence, row) VALUES (?, ?, ?)', row.id, row.sequence, JSON.stringify(row))
}

function anchors(database: Database, beyond: string, order: 'ASC' | 'DESC', key: AnchorKey | null, limit: number): readonly AnchorRow[] {
  const where = key === null ? '' : `WHERE ${beyond}`
  const parameters: Parameter[] = key === null ? [] : [key.sequence, key.id]
  return database.all(`SELECT row FROM anchors ${where} ORDER BY sequence ${order}, id ${order} LIMIT ?`, readAnchor, ...parameters, limit)
}

function readAnchor(row: Row): AnchorRow {
  return anchorRowSchema.parse(JSON.parse(text(row, 'row')))
}
