import { bytesToHex } from '@noble/hashes/utils.js'
import type { Aggregate } from '../../core/events/names.ts'
import { formatCheckpoint } from '../../core/proof/log/checkpoint.ts'
import { type EpochRecord, formatEpoch, parseEpoch } from '../../core/proof/log/epoch-record.ts'
import { completedBy, leafHash, rootOf } from '../../core/proof/log/tree.ts'
import { EMPTY, headValue, mapKey } from '../../core/proof/map/keys.ts'
import { ArenaNodes } from '../../core/proof/map/nodes.ts'
import { updateMap } from '../../core/proof/map/update.ts'
import type { LogKey } from '../../server/anchoring/keys.ts'
import { type Database, integer, type Row, text } from '../../server/store/sqlite/database.ts'
import { putNodes } from '../../server/store/sqlite/map-nodes.ts'
import { LogEdge } from '../../server/verification/log-edge.ts'

/** Makes every map and the whole log of a store anew from its chains as they are now, at the same times, and signs each checkpoint. */
export async function resealLog(database: Database, origin: string, { sign }: LogKey): Promise<void> {
  const map = new NewMap(database)
  const edge = new LogEdge()
  const epochs = database.all('SELECT number, attempt, record, cursor FROM epochs ORDER BY number', readEpoch)
  database.exec('DELETE FROM epoch_heads; DELETE FROM map_nodes; DELETE FROM stale_nodes')
  for (const epoch of epochs) {
    const { index } = epoch
    const counted = await map.goOn(epoch)
    const record = formatEpoch({ ...epoch.record, ...counted })
    const completed = await completedBy(index, leafHash(record), edge)
    edge.add(index, completed)
    const checkpoint = sign(formatCheckpoint({ origin, size: index + 1, root: await rootOf(index + 1, edge) }))
    database.run(
      'UPDATE epochs SET record = ?, map_root = ?, aggregates = ?, versions = ?, completed = ?, checkpoint = ? WHERE number = ?',
      ...[record, counted.mapRoot, counted.aggregates, counted.versions, JSON.stringify(completed), checkpoint, index],
    )
  }
}

type OldEpoch = { readonly index: number; readonly attempt: number; readonly record: EpochRecord; readonly cursor: number }
type Counted = Pick<EpochRecord, 'mapRoot' | 'aggregates' | 'versions'>

/** The map of heads, made again epoch by epoch. */
class NewMap {
  readonly #database: Database
  readonly #nodes = new ArenaNodes()
  readonly #versions = new Map<number, number>()
  #root = EMPTY

  constructor(database: Database) {
    this.#database = database
  }

  async goOn({ index, attempt, cursor }: OldEpoch): Promise<Counted> {
    const changed = this.#database.all(HEADS_AT, readMapped, cursor).filter(({ row, version }) => this.#versions.get(row) !== version)
    const entries = changed.map(({ aggregate, version, hash }) => ({ key: mapKey(aggregate), value: headValue(aggregate, version, hash) }))
    const update = await updateMap(this.#root, entries, this.#nodes)
    this.#nodes.apply(update)
    putNodes(this.#database, update.added)
    this.#root = update.root
    for (const { row, version, hash } of changed) {
      this.#versions.set(row, version)
      this.#database.run(PUT_HEAD, attempt, row, index, version, hash)
    }
    const versions = [...this.#versions.values()].reduce((sum, version) => sum + version, 0)
    return { mapRoot: bytesToHex(this.#root), aggregates: this.#versions.size, versions }
  }
}

const PUT_HEAD = 'INSERT INTO epoch_heads (attempt, aggregate, epoch, version, hash) VALUES (?, ?, ?, ?, unhex(?))'
/** The newest event of each aggregate up to a position. */
const HEADS_AT = `SELECT e.aggregate, a.type, a.name, max(e.version) AS version, e.hash
  FROM events e JOIN aggregates a ON a.id = e.aggregate WHERE e.position <= ? GROUP BY e.aggregate ORDER BY e.aggregate`

function readEpoch(row: Row): OldEpoch {
  return {
    index: integer(row, 'number'),
    attempt: integer(row, 'attempt'),
    record: parseEpoch(text(row, 'record')),
    cursor: Number(text(row, 'cursor')),
  }
}

function readMapped(row: Row): { row: number; aggregate: Aggregate; version: number; hash: string } {
  return {
    row: integer(row, 'aggregate'),
    aggregate: { type: text(row, 'type'), id: text(row, 'name') },
    version: integer(row, 'version'),
    hash: text(row, 'hash'),
  }
}
