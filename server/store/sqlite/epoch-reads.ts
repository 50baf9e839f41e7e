import { z } from 'zod'
import type { Aggregate } from '../../../core/events/names.ts'
import type { Epoch, HeadInMap, MappedHead } from '../proofs.ts'
import type { Head } from '../store.ts'
import { type Database, integer, type Row, text } from './database.ts'

const EPOCH = 'number, attempt_name, record, map_root, aggregates, versions, completed, checkpoint, cursor'
const completedSchema = z.array(z.string())

export function newestEpoch(database: Database): Epoch | null {
  return database.get(`SELECT ${EPOCH} FROM epochs ORDER BY number DESC LIMIT 1`, readEpoch)
}

export function epochsFrom(database: Database, from: number, limit: number): readonly Epoch[] {
  return database.all(`SELECT ${EPOCH} FROM epochs WHERE number >= ? ORDER BY number LIMIT ?`, readEpoch, from, limit)
}

export type ChangedHeads = readonly (MappedHead & { readonly row: number })[]

export const CHANGED_HEADS = `SELECT h.aggregate, a.type, a.name, h.version, lower(hex(h.hash)) AS hash
  FROM epochs e CROSS JOIN epoch_heads h ON h.attempt = e.attempt CROSS JOIN aggregates a ON a.id = h.aggregate
  WHERE e.number = ? AND h.aggregate > ? ORDER BY h.aggregate LIMIT ?`

export function changedHeads(database: Database, index: number, after: number, limit: number): ChangedHeads {
  const read = (row: Row) => ({
    ...readHead(row),
    row: integer(row, 'aggregate'),
    aggregate: { type: text(row, 'type'), id: text(row, 'name') },
  })
  return database.all(CHANGED_HEADS, read, index, after, limit)
}

export const HEAD_AT = `SELECT h.version, lower(hex(h.hash)) AS hash, h.epoch
  FROM epoch_heads h CROSS JOIN epochs e ON e.number = h.epoch AND e.attempt = h.attempt
  WHERE h.aggregate = (SELECT id FROM aggregates WHERE type = ? AND name = ?) AND h.epoch <= ? ORDER BY h.epoch DESC LIMIT 1`

export function headsAt(database: Database, aggregates: readonly Aggregate[], index: number): readonly (HeadInMap | null)[] {
  const read = (row: Row) => ({ ...readHead(row), epoch: integer(row, 'epoch') })
  return aggregates.map(({ type, id }) => database.get(HEAD_AT, read, type, id, index))
}

function readHead(row: Row): Head {
  return { version: integer(row, 'version'), hash: text(row, 'hash') }
}

function readEpoch(row: Row): Epoch {
  return {
    index: integer(row, 'number'),
    record: text(row, 'record'),
    mapRoot: text(row, 'map_root'),
    aggregates: integer(row, 'aggregates'),
    versions: integer(row, 'versions'),
    completed: completedSchema.parse(JSON.parse(text(row, 'completed'))),
    checkpoint: text(row, 'checkpoint'),
    cursor: text(row, 'cursor'),
    attempt: text(row, 'attempt_name'),
  }
}
