import { isAscii, isUtf8 } from 'node:buffer'
import type { ScannedEvent } from '../chain-scan.ts'
import { bytes, type Database, integer, type Row, text } from './database.ts'

/** An event's place in the index: the row of its aggregate, and the version under which it is found. */
export type EventPlace = { readonly aggregate: number; readonly version: number }
export type PlacedEvent = ScannedEvent & EventPlace

/** Events that are read at once. A column of them stays below the size from which memory is asked of the system each time anew. */
export const EVENT_PAGE = 200

const NUMBERS = ['aggregate', 'version', 'position']
const TEXTS = ['hash', 'header', 'salt', 'content']

/**
 * A page of events as one row, each column of them as one value: a row for each event would take the driver three times as long. Texts come as
 * bytes, since the driver ends the program over a text that isn't UTF-8. To SQLite every blob is more than any text.
 */
export const EVENTS_AFTER = `SELECT count(*) AS count,
  ${TEXTS.map(column => `ifnull(max(${column}), '') < x''`).join(' AND ')} AS areTexts,
  ${NUMBERS.map(column => `group_concat(${column}) AS ${column}`).join(', ')},
  ${TEXTS.map(column => `group_concat(ifnull(octet_length(${column}), -1)) AS ${column}Sizes, CAST(ifnull(group_concat(${column}), '') AS BLOB) AS ${column}`).join(', ')}
  FROM (SELECT ${[...NUMBERS, ...TEXTS].join(', ')} FROM events
    WHERE (aggregate, version) > (?, ?) AND aggregate <= ? ORDER BY aggregate, version LIMIT ${EVENT_PAGE})`

/** The next events after a place, by aggregate and version, up to the end of an aggregate. */
export function eventsAfter(database: Database, { aggregate, version }: EventPlace, upTo: number): readonly PlacedEvent[] {
  return database.get(EVENTS_AFTER, unpack, aggregate, version, upTo) ?? []
}

function unpack(row: Row): readonly PlacedEvent[] {
  const count = integer(row, 'count')
  if (count === 0) return []
  if (integer(row, 'areTexts') !== 1) throw new TypeError('a column of events holds bytes where a text should be')
  const [aggregates, versions, positions] = [
    numbers(row, 'aggregate', count),
    numbers(row, 'version', count),
    numbers(row, 'position', count),
  ]
  const [hashes, headers] = [new Texts(row, 'hash', count), new Texts(row, 'header', count)]
  const [salts, contents] = [new Texts(row, 'salt', count), new Texts(row, 'content', count)]
  return aggregates.map((aggregate, i) => ({
    aggregate,
    version: versions[i] ?? missing(),
    position: positions[i] ?? missing(),
    hash: hashes.next() ?? missing(),
    header: headers.next() ?? missing(),
    salt: salts.next(),
    content: contents.next(),
  }))
}

/** A column's texts, to be taken one after the other. They lie behind each other, with a comma between two. */
class Texts {
  readonly #sizes: readonly number[]
  readonly #bytes: Buffer
  /** All of them; null where a character may be more than one byte. */
  readonly #ascii: string | null
  #next = 0
  #start = 0

  constructor(row: Row, column: string, count: number) {
    this.#sizes = numbers(row, `${column}Sizes`, count)
    this.#bytes = Buffer.from(bytes(row, column).buffer)
    // What is UTF-8 with the commas is so between them.
    if (!isUtf8(this.#bytes)) throw new TypeError(`the column ${column} holds text that is not UTF-8`)
    this.#ascii = isAscii(this.#bytes) ? this.#bytes.toString('latin1') : null
  }

  /** Null for a row without a text. */
  next(): string | null {
    const size = this.#sizes[this.#next++] ?? missing()
    if (size < 0) return null
    const [start, end] = [this.#start, this.#start + size]
    this.#start = end + 1
    return this.#ascii === null ? this.#bytes.toString('utf8', start, end) : this.#ascii.slice(start, end)
  }
}

function numbers(row: Row, column: string, count: number): readonly number[] {
  const values: unknown = JSON.parse(`[${text(row, column)}]`)
  if (Array.isArray(values) && values.length === count && values.every(value => Number.isSafeInteger(value))) return values
  throw new TypeError(`the column ${column} of events holds something else than integers`)
}

function missing(): never {
  throw new TypeError('a column of events has a gap')
}
