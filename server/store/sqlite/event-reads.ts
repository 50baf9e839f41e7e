import type { StoredEvent } from '../../../core/events/event.ts'
import type { Aggregate } from '../../../core/events/names.ts'
import { formatPosition } from '../cursors.ts'
import type { EventFilter, FeedPage, Head, Page, PositionedEvent } from '../store.ts'
import { charactersIn } from '../weight.ts'
import { type Database, integer, type Parameter, type Row, text, textOrNull } from './database.ts'

/** A page of a chain or of the feed is this long at most, and not much heavier than so many characters. */
const PAGE_EVENTS = 500
const PAGE_CHARACTERS = 1024 * 1024
/** Pages are read in pieces, so that one of heavy events can end early. */
const PIECE = 50

const EVENT = 'hash, header, salt, content'
const OF_AGGREGATE = 'aggregate = (SELECT id FROM aggregates WHERE type = ? AND name = ?)'

export type HeadPage = readonly (Head & { readonly row: number; readonly aggregate: Aggregate })[]

export function head(database: Database, { type, id }: Aggregate): Head | null {
  return database.get('SELECT version, hash FROM aggregates WHERE type = ? AND name = ?', readHead, type, id)
}

export function headsAfter(database: Database, row: number, limit: number): HeadPage {
  return database.all(
    'SELECT id, type, name, version, hash FROM aggregates WHERE id > ? ORDER BY id LIMIT ?',
    found => ({ ...readHead(found), row: integer(found, 'id'), aggregate: { type: text(found, 'type'), id: text(found, 'name') } }),
    row,
    limit,
  )
}

export function outcome(database: Database, { type, id }: Aggregate, command: string): readonly StoredEvent[] {
  return database.all(`SELECT ${EVENT} FROM events WHERE ${OF_AGGREGATE} AND command = ? ORDER BY version`, readEvent, type, id, command)
}

export function chainPage(database: Database, { type, id }: Aggregate, after: number, limit: number): readonly StoredEvent[] {
  const sql = `SELECT ${EVENT} FROM events WHERE ${OF_AGGREGATE} AND version > ? ORDER BY version LIMIT ?`
  return database.all(sql, readEvent, type, id, after, limit)
}

/** A page of a chain that ends early where its events are heavy; empty at the chain's end. */
export function boundedChainPage(database: Database, aggregate: Aggregate, after: number): readonly StoredEvent[] {
  return boundedPage(events => chainPage(database, aggregate, after + events.length, PIECE))
}

/** The events after a position, in order; null where there are none yet. */
export function feedPage(database: Database, after: number): FeedPage | null {
  const sql = `SELECT position, ${EVENT} FROM events WHERE position > ? ORDER BY position LIMIT ?`
  const events = boundedPage<PositionedEvent>(read => database.all(sql, readPositioned, Number(read.at(-1)?.position ?? after), PIECE))
  const cursor = events.at(-1)?.position
  return cursor === undefined ? null : { events, cursor }
}

export function newest(database: Database): string | null {
  const sql = 'SELECT position FROM events ORDER BY position DESC LIMIT 1'
  return database.get(sql, row => formatPosition(integer(row, 'position')))
}

/** A page of all events before a position (null: from the newest), newest first. */
export function eventsPage(database: Database, filter: EventFilter, before: number | null, limit: number): Page<PositionedEvent> {
  const { sql, parameters } = eventsQuery(filter, before)
  const found = database.all(sql, readPositioned, ...parameters, limit + 1)
  const items = found.slice(0, limit)
  return { items, next: found.length > limit ? (items.at(-1)?.position ?? null) : null }
}

/**
 * One condition is looked up in an index, which also gives the order; the others are checked on what it finds. An aggregate has the
 * fewest events, then an actor. The `+` keeps SQLite, which can't know, from choosing another index.
 */
export function eventsQuery({ actor, aggregate, type }: EventFilter, before: number | null): { sql: string; parameters: Parameter[] } {
  const conditions: string[] = []
  const parameters: Parameter[] = []
  const add = (condition: string, ...values: Parameter[]) => {
    conditions.push(conditions.length === 0 ? condition : `+${condition}`)
    parameters.push(...values)
  }
  if (aggregate !== undefined) add(OF_AGGREGATE, aggregate.type, aggregate.id)
  if (actor !== undefined) add('actor = ?', actor)
  if (type !== undefined) add('type = ?', type)
  if (before !== null) {
    conditions.push('position < ?')
    parameters.push(before)
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return { sql: `SELECT position, ${EVENT} FROM events ${where} ORDER BY position DESC LIMIT ?`, parameters }
}

function boundedPage<E extends StoredEvent>(readPiece: (read: readonly E[]) => readonly E[]): readonly E[] {
  const events: E[] = []
  let characters = 0
  while (events.length < PAGE_EVENTS && characters < PAGE_CHARACTERS) {
    const piece = readPiece(events)
    events.push(...piece)
    for (const event of piece) characters += charactersIn(event)
    if (piece.length < PIECE) break
  }
  return events
}

function readHead(row: Row): Head {
  return { version: integer(row, 'version'), hash: text(row, 'hash') }
}

function readEvent(row: Row): StoredEvent {
  return { header: text(row, 'header'), salt: textOrNull(row, 'salt'), content: textOrNull(row, 'content'), hash: text(row, 'hash') }
}

function readPositioned(row: Row): PositionedEvent {
  return { ...readEvent(row), position: formatPosition(integer(row, 'position')) }
}
