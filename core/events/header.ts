import { CanonicalJsonError, canonicalJson, type JsonObject, parseCanonicalObject } from './canonical.ts'
import { parseDecimal } from './decimal.ts'
import { type Aggregate, aggregateName, isAggregateType, isEventType, isHash, isOrigin, isSystemName, isTime, isUuid } from './names.ts'

/** Who caused an event: a person, or a part of the system that acts by itself. */
export type Actor = { readonly type: 'user'; readonly id: string } | { readonly type: 'system'; readonly id: string }

/** The twelve lines of an event's header, read. Specification, section 2. */
export type EventHeader = {
  readonly origin: string
  readonly aggregate: Aggregate
  /** 1 for the aggregate's first event, then one more each time. */
  readonly version: number
  /** Hash of the event before; of the first event, the genesis hash. */
  readonly parent: string
  readonly type: string
  readonly schemaVersion: number
  readonly recordedAt: string
  readonly actor: Actor
  /** The command that caused the event. */
  readonly commandId: string
  readonly facts: JsonObject
  /** `null` where the event has no content. */
  readonly commitment: string | null
  /** Hash of the newest block header that the writer knew. */
  readonly block: string | null
}

/** The first line. */
export const HEADER_TAG = 'sealdesk/event/v1'
const LINES = 12
const NOT_ASCII = /[\u0080-\uffff]/
/** A longer header fits no proof bundle (section 9.19), so none is written. Headers are ASCII: characters are bytes. */
const MAX_HEADER = 1024 * 1024

/** A header that isn't well formed. `line` is 1 to 12, or 0 where the text isn't twelve lines. */
export class HeaderError extends Error {
  override readonly name = 'HeaderError'
  readonly line: number

  constructor(line: number, rule: string) {
    super(line === 0 ? `the header ${rule}` : `line ${line} of the header ${rule}`)
    this.line = line
  }
}

/**
 * The exact text of a header, to be hashed and stored. `parseHeader` gives the same fields back.
 *
 * Throws `HeaderError` for a field that can't be written, and `CanonicalJsonError` for facts that aren't JSON.
 */
export function formatHeader(header: EventHeader): string {
  const text = [
    HEADER_TAG,
    header.origin,
    aggregateName(header.aggregate),
    header.version,
    header.parent,
    `${header.type} ${header.schemaVersion}`,
    header.recordedAt,
    `${header.actor.type} ${header.actor.id}`,
    header.commandId,
    canonicalJson(header.facts),
    formatOptionalHash(header.commitment, 11),
    formatOptionalHash(header.block, 12),
    '',
  ].join('\n')
  if (text.length > MAX_HEADER) throw new HeaderError(0, `must be at most ${MAX_HEADER} bytes long`)
  // Reading it back leaves one place that knows what is well formed. A line feed in a field shows as a thirteenth line.
  parseHeader(text)
  return text
}

/** The fields of a header's exact text. Throws `HeaderError` unless it is twelve well-formed lines. */
export function parseHeader(text: string): EventHeader {
  const lines = text.split('\n', LINES + 2)
  if (lines.length !== LINES + 1 || lines[LINES] !== '')
    throw new HeaderError(0, `must be ${LINES} lines, each with a line feed at its end`)
  const line = (number: number) => lines[number - 1] ?? ''

  check(line(1) === HEADER_TAG, 1, `must be ${HEADER_TAG}`)
  check(isOrigin(line(2)), 2, 'must be the name of a log')
  const [aggregateType, aggregateId] = pair(line(3))
  check(isAggregateType(aggregateType) && isUuid(aggregateId), 3, 'must be the type and UUID of an aggregate')
  const version = parseDecimal(line(4))
  check(version !== null && version > 0, 4, 'must be a version, 1 or more')
  check(isHash(line(5)), 5, 'must be the hash of the event before')
  const [type, schema] = pair(line(6))
  const schemaVersion = parseDecimal(schema)
  check(isEventType(type) && schemaVersion !== null, 6, 'must be the type of the event and its schema version')
  check(isTime(line(7)), 7, 'must be a time such as 2026-11-23T09:00:00.000Z')
  const actor = parseActor(line(8))
  check(actor !== null, 8, 'must be user and a UUID, or system and a name')
  check(isUuid(line(9)), 9, 'must be the UUID of a command')
  const facts = parseFacts(line(10))
  check(isOptionalHash(line(11)), 11, 'must be a commitment, or - where there is no content')
  check(isOptionalHash(line(12)), 12, 'must be the hash of a block, or -')

  return {
    origin: line(2),
    aggregate: { type: aggregateType, id: aggregateId },
    version,
    parent: line(5),
    type,
    schemaVersion,
    recordedAt: line(7),
    actor,
    commandId: line(9),
    facts,
    commitment: parseOptionalHash(line(11)),
    block: parseOptionalHash(line(12)),
  }
}

function check(holds: boolean, line: number, rule: string): asserts holds {
  if (!holds) throw new HeaderError(line, rule)
}

/** The two sides of the first space. No field may contain one, so that a second space is found by the field's own pattern. */
function pair(text: string): readonly [string, string] {
  const space = text.indexOf(' ')
  return space === -1 ? [text, ''] : [text.slice(0, space), text.slice(space + 1)]
}

function parseActor(text: string): Actor | null {
  const [type, id] = pair(text)
  if (type === 'user' && isUuid(id)) return { type, id }
  if (type === 'system' && isSystemName(id)) return { type, id }
  return null
}

function parseFacts(text: string): JsonObject {
  check(!NOT_ASCII.test(text), 10, 'must be facts in ASCII')
  try {
    return parseCanonicalObject(text)
  } catch (error) {
    if (!(error instanceof CanonicalJsonError)) throw error
    throw new HeaderError(10, `must be facts in canonical JSON: ${error.message}`)
  }
}

function isOptionalHash(text: string): boolean {
  return text === '-' || isHash(text)
}

function parseOptionalHash(text: string): string | null {
  return text === '-' ? null : text
}

function formatOptionalHash(hash: string | null, line: number): string {
  if (hash === null) return '-'
  check(isHash(hash), line, 'must be a hash')
  return hash
}
