import { resolve } from 'node:path'
import type { ChainScan, MapEnd, MappedVersion, ScannedChain, ScannedEvent, ScanSlice } from '../chain-scan.ts'
import { parsePosition } from '../cursors.ts'
import { type Database, integer, type Row, text } from './database.ts'
import { type EventPlace, eventsAfter, type PlacedEvent } from './event-pages.ts'
import { ReadOnlyFile } from './read-only-file.ts'

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
  const events = new EventCursor(database, upTo)

  function* lost(from: number, to: number): Generator<ScannedChain> {
    const rows = new Set(database.all(EVENTS_BETWEEN, row => integer(row, 'aggregate'), from, to))
    for (const row of mapped.keys()) if (row > from && row < to) rows.add(row)
    for (const row of [...rows].sort((a, b) => a - b)) yield chainOf(events, row, { aggregate: null, head: null }, mapped.get(row) ?? [])
  }

  let before = after
  for (const named of aggregates) {
    const { id } = named
    // Numbers have no gaps, where nobody has taken rows away.
    if (id > before + 1) yield* lost(before, id)
    yield chainOf(events, id, named, mapped.get(id) ?? [])
    before = id
  }
  if (before < upTo) yield* lost(before, upTo)
}

function chainOf(
  events: EventCursor,
  row: number,
  named: Pick<ScannedChain, 'aggregate' | 'head'>,
  mapped: readonly MappedVersion[],
): ScannedChain {
  return { aggregate: named.aggregate, head: named.head, name: `row ${row}`, mapped, events: events.of(row) }
}

/** Goes through the events of a slice, from aggregate to aggregate: one page has the events of many. */
class EventCursor {
  readonly #database: Database
  readonly #upTo: number
  #page: readonly PlacedEvent[] = []
  #at = 0

  constructor(database: Database, upTo: number) {
    this.#database = database
    this.#upTo = upTo
  }

  /** The events of an aggregate that comes after all that were asked for before. */
  *of(aggregate: number): Generator<readonly ScannedEvent[]> {
    let end = this.#skip(event => event.aggregate < aggregate)
    do {
      if (end === this.#page.length) this.#turn({ aggregate, version: ENDS.first })
      const start = this.#at
      end = this.#skip(event => event.aggregate === aggregate)
      if (end > start) yield this.#page.slice(start, end)
    } while (end > 0 && end === this.#page.length)
  }

  /** Passes over some events, and answers at which place it is then. */
  #skip(isPassed: (event: PlacedEvent) => boolean): number {
    for (let next = this.#page[this.#at]; next !== undefined && isPassed(next); next = this.#page[this.#at]) this.#at++
    return this.#at
  }

  /** The page after this one, unless what is wanted comes later. */
  #turn(wanted: EventPlace): void {
    const last = this.#page.at(-1)
    const after = last?.aggregate === wanted.aggregate ? last : wanted
    this.#page = eventsAfter(this.#database, after, this.#upTo)
    this.#at = 0
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
