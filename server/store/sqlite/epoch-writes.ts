import type { Epoch, MappedHead } from '../proofs.ts'
import { type Database, integer } from './database.ts'

/** The most rows of abandoned attempts that one call clears away. */
const CLEARED = 5000

const STAGE_HEADS = `INSERT INTO epoch_heads (attempt, aggregate, epoch, version, hash)
  SELECT ?1, (SELECT id FROM aggregates WHERE type = value ->> 0 AND name = value ->> 1), ?2, value ->> 2, unhex(value ->> 3)
  FROM json_each(?3) WHERE true
  ON CONFLICT (attempt, aggregate) DO UPDATE SET version = excluded.version, hash = excluded.hash WHERE excluded.version > version`

export function stageHeads(database: Database, index: number, attempt: string, heads: readonly MappedHead[]): void {
  clearAbandoned(database)
  if (index < countEpochs(database)) return
  database.run(STAGE_HEADS, attemptId(database, index, attempt), index, JSON.stringify(heads.map(asList)))
}

export function stageStale(database: Database, index: number, attempt: string, hashes: Uint8Array): void {
  if (index < countEpochs(database)) return
  const sql = 'INSERT INTO stale_nodes (epoch, attempt, hashes) VALUES (?, ?, ?)'
  database.run(sql, index, attemptId(database, index, attempt), hashes)
}

/** Makes the attempt's rows count: false, and nothing is changed, unless the index is the number of epochs. */
export function commitEpoch(database: Database, epoch: Epoch): boolean {
  if (epoch.index !== countEpochs(database)) return false
  const attempt = attemptId(database, epoch.index, epoch.attempt)
  database.run(
    `INSERT INTO epochs (number, attempt, attempt_name, record, map_root, aggregates, versions, completed, checkpoint, cursor)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    epoch.index,
    attempt,
    epoch.attempt,
    epoch.record,
    epoch.mapRoot,
    epoch.aggregates,
    epoch.versions,
    JSON.stringify(epoch.completed),
    epoch.checkpoint,
    epoch.cursor,
  )
  database.run('DELETE FROM epoch_attempts WHERE id = ?', attempt)
  return true
}

function countEpochs(database: Database): number {
  const newest = database.get('SELECT number FROM epochs ORDER BY number DESC LIMIT 1', row => integer(row, 'number'))
  return newest === null ? 0 : newest + 1
}

function attemptId(database: Database, index: number, name: string): number {
  database.run('INSERT INTO epoch_attempts (epoch, name) VALUES (?, ?) ON CONFLICT (epoch, name) DO NOTHING', index, name)
  const id = database.get('SELECT id FROM epoch_attempts WHERE epoch = ? AND name = ?', row => integer(row, 'id'), index, name)
  if (id === null) throw new Error('an attempt at an epoch got no number')
  return id
}

/** Throws away what attempts left whose index another one has committed: a little with each call, so that nobody waits for it. */
function clearAbandoned(database: Database): void {
  const abandoned = database.get(
    'SELECT id FROM epoch_attempts WHERE epoch < ? ORDER BY epoch LIMIT 1',
    row => integer(row, 'id'),
    countEpochs(database),
  )
  if (abandoned === null) return
  const heads = `DELETE FROM epoch_heads WHERE attempt = ?1
    AND aggregate IN (SELECT aggregate FROM epoch_heads WHERE attempt = ?1 ORDER BY aggregate LIMIT ?2)`
  if (database.run(heads, abandoned, CLEARED) === CLEARED) return
  database.run('DELETE FROM stale_nodes WHERE attempt = ?', abandoned)
  database.run('DELETE FROM epoch_attempts WHERE id = ?', abandoned)
}

function asList({ aggregate, version, hash }: MappedHead): readonly [string, string, number, string] {
  return [aggregate.type, aggregate.id, version, hash]
}
