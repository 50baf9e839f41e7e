import { resolve } from 'node:path'
import type { ChainScan, MapEnd, MappedVersion, ScannedChain, ScannedEvent, ScanSlice } from '../chain-scan.ts'
import { parsePosition } from '../cursors.ts'
import { type Database, integer, type Row, text, textOrNull } from './database.ts'
import { ReadOnlyFile } from './read-only-file.ts'

const PAGE = 200
/** Beyond every row's number. */
const ENDS = { first: -1e19, last: 1e19 } as const

/** Opens a store's chains to be gone through, whether a server has it open or not. @throws UnusableStore */
export function openChainScan(path: string): ChainScan {
  const file = new ReadOnlyFile(resolve(path))
  return {
    slices: chains => file.read(database => slicesOf(database, chains)),
    read: (slice, visit) => file.read(database => inOneMoment(database, () => visit(chainsIn(database, slice), mapEnd(database)))),
    close: () => file.close(),
  }
}

function inOneMoment<T>(database: Database, read: () => T): T {
  database.exec('BEGIN')
  try {
    return read()
  } finally {
    database.exec('COMMIT')
  }
}

const EVERY_NTH = `SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM aggregates) WHERE place % ? = 0 ORDER BY id`

function slicesOf(database: Database, chains: number): readonly ScanSlice[] {
  const ends = [...database.all(EVERY_NTH, row => integer(row, 'id'), chains), ENDS.last]
  return ends.map((upTo, at) => ({ after: ends[at - 1] ?? ENDS.first, upTo }))
}

function mapEnd(database: Database): MapEnd | null {
  const sql = 'SELECT number, cursor FROM epochs ORDER BY number DESC LIMIT 1'
  return database.get(sql, row => ({ epoch: integer(row, 'number'), position: parsePosition(text(row, 'cursor')) }))
}

const AGGREGATES = 'SELECT id, type, name, version, hash FROM aggregates WHERE id > ? AND id <= ? ORDER BY id'
const MAPPED = `SELECT h.aggregate, h.version, lower(hex(h.hash)) AS hash, h.epoch
  FROM epoch_heads h JOIN epochs e ON e.number = h.epoch AND e.attempt = h.attempt
  WHERE h.aggregate > ? AND h.aggregate <= ? ORDER BY h.aggregate, h.epoch`
const EVENTS_BETWEEN = 'SELECT DISTINCT aggregate FROM events WHERE aggregate > ? AND aggregate < ? ORDER BY aggregate'

function* chainsIn(database: Database, { after, upTo }: ScanSlice): Generator<ScannedChain> {
  const mapped = byAggregate(database.all(MAPPED, readMapped, after, upTo))
  const aggregates = database.all(AGGREGATES, readAggregate, after, upTo)

  function* lost(from: number, to: number): Generator<ScannedChain> {
    const rows = new Set(database.all(EVENTS_BETWEEN, row => integer(row, 'aggregate'), from, to))
    for (const row of mapped.keys()) if (row > from && row < to) rows.add(row)
    for (const row of [...rows].sort((a, b) => a - b)) yield chainOf(database, row, { aggregate: null, head: null }, mapped.get(row) ?? [])
  }

  let before = after
  for (const { id, ...named } of aggregates) {
    // Numbers have no gaps, where nobody has taken rows away.
    if (id > before + 1) yield* lost(before, id)
    yield chainOf(database, id, named, mapped.get(id) ?? [])
    before = id
  }
  if (before < upTo) yield* lost(before, upTo)
}

function chainOf(
  database: Database,
  row: number,
  named: Pick<ScannedChain, 'aggregate' | 'head'>,
  mapped: readonly MappedVersion[],
): ScannedChain {
  return { ...named, name: `row ${row}`, mapped, events: eventsOf(database, row) }
}

const EVENTS = `SELECT position, version, hash, header, salt, content FROM events
  WHERE aggregate = ? AND version > ? ORDER BY version LIMIT ${PAGE}`

function* eventsOf(database: Database, aggregate: number): Generator<readonly ScannedEvent[]> {
  for (let after: number = ENDS.first; ; ) {
    const events = database.all(EVENTS, readEvent, aggregate, after)
    if (events.length > 0) yield events
    const last = events.at(-1)
    if (last === undefined || events.length < PAGE) return
    after = last.version
  }
}

function readAggregate(row: Row): { id: number } & Pick<ScannedChain, 'aggregate' | 'head'> {
  return {
    id: integer(row, 'id'),
    aggregate: { type: text(row, 'type'), id: text(row, 'name') },
    head: { version: integer(row, 'version'), hash: text(row, 'hash') },
  }
}

type MappedRow = MappedVersion & { readonly aggregate: number }

function byAggregate(rows: readonly MappedRow[]): ReadonlyMap<number, readonly MappedVersion[]> {
  const groups = new Map<number, MappedVersion[]>()
  for (const row of rows) {
    const group = groups.get(row.aggregate)
    if (group === undefined) groups.set(row.aggregate, [row])
    else group.push(row)
  }
  return groups
}

function readMapped(row: Row): MappedRow {
  return { aggregate: integer(row, 'aggregate'), version: integer(row, 'version'), hash: text(row, 'hash'), epoch: integer(row, 'epoch') }
}

function readEvent(row: Row): ScannedEvent {
  return {
    version: integer(row, 'version'),
    position: integer(row, 'position'),
    hash: text(row, 'hash'),
    header: text(row, 'header'),
    salt: textOrNull(row, 'salt'),
    content: textOrNull(row, 'content'),
  }
}
