import { type AnchorRow, anchorRowSchema, isInBlock } from '../../../core/anchor/row.ts'
import type { AnchorKey } from '../cursors.ts'
import type { LineRow } from '../read-models.ts'
import { type Database, integer, type Row, text } from './database.ts'
import type { Query } from './ticket-query.ts'

export function anchorsById(database: Database, ids: readonly string[]): readonly AnchorRow[] {
  return ids.flatMap(id => database.get('SELECT row FROM anchors WHERE id = ?', readAnchor, id) ?? [])
}

/** The anchors before a key (null: from the end of the line), backwards, or those after it (null: from the beginning); to be limited. */
export function anchorsQuery(side: 'before' | 'after', key: AnchorKey | null): Query {
  const [comparison, direction] = side === 'before' ? ['<', 'DESC'] : ['>', 'ASC']
  const where = key === null ? '' : `WHERE (sequence, id) ${comparison} (?, ?)`
  return {
    sql: `SELECT row FROM anchors ${where} ORDER BY sequence ${direction}, id ${direction} LIMIT ?`,
    parameters: key === null ? [] : [key.sequence, key.id],
  }
}

export function listAnchors(database: Database, side: 'before' | 'after', key: AnchorKey | null, limit: number): readonly AnchorRow[] {
  const { sql, parameters } = anchorsQuery(side, key)
  return database.all(sql, readAnchor, ...parameters, limit)
}

export const ANCHOR_LINE = `SELECT sequence, row ->> 'seal' AS seal, row ->> 'txid' AS txid, row ->> 'transaction' AS raw
  FROM anchors WHERE sequence > ? ORDER BY sequence, id LIMIT ?`

/** A line is long, and read whole: whole rows would take ten times as long. */
export function anchorLine(database: Database, after: number, limit: number): readonly LineRow[] {
  const read = (row: Row) => ({
    sequence: integer(row, 'sequence'),
    seal: text(row, 'seal'),
    txid: text(row, 'txid'),
    transaction: text(row, 'raw'),
  })
  return database.all(ANCHOR_LINE, read, after, limit)
}

export const FIRST_COVERING = 'SELECT row FROM anchors WHERE in_block = 1 AND size > ? ORDER BY size, sequence LIMIT 1'
/** By its place: only those at the end of the line, which are few, aren't in a block. */
export const FIRST_COVERING_FROM =
  'SELECT row FROM anchors WHERE sequence >= ? AND +in_block = 1 AND +size > ? ORDER BY sequence, id LIMIT 1'

export function anchorCovering(database: Database, epoch: number, fromSequence: number): AnchorRow | null {
  const first = database.get(FIRST_COVERING, readAnchor, epoch)
  if (first === null || first.sequence >= fromSequence) return first
  return database.get(FIRST_COVERING_FROM, readAnchor, fromSequence, epoch)
}

export function putAnchor(database: Database, row: AnchorRow): void {
  const { id, sequence, size } = row
  const sql = 'INSERT OR REPLACE INTO anchors (id, sequence, size, in_block, row) VALUES (?, ?, ?, ?, ?)'
  database.run(sql, id, sequence, size, isInBlock(row) ? 1 : 0, JSON.stringify(row))
}

function readAnchor(row: Row): AnchorRow {
  return anchorRowSchema.parse(JSON.parse(text(row, 'row')))
}
