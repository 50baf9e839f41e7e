import { utf8Length } from '../../events/content.ts'
import { BUNDLE_FORMAT, type Bundle, type BundledEvent, MAX_BUNDLE, MAX_TEXT } from './bundle.ts'
import { failuresOf } from './failure.ts'
import { JsonError, parseJson } from './parse-json.ts'

const failed = failuresOf('format')

/**
 * The parts of a proof bundle. Every key must be there; further ones are ignored. Specification, sections 7 and 9.10.
 *
 * Throws `CheckFailed` (`format`). Nothing that the bundle says is checked yet.
 */
export function parseBundle(json: Uint8Array | string): Bundle {
  const value = readJson(json)
  if (!isObject(value)) throw wrongShape('The bundle', 'an object', value)
  const { format } = value
  if (format !== BUNDLE_FORMAT) throw failed('unknown', 'The format is unknown.', { expected: BUNDLE_FORMAT, actual: shown(format) })
  const aggregate = object(value, 'aggregate')
  const map = object(value, 'map')
  return {
    format,
    origin: text(value, 'origin'),
    genesisSeal: text(value, 'genesisSeal'),
    aggregate: { type: text(aggregate, 'type'), id: text(aggregate, 'id') },
    events: list(value, 'events').map(readEvent),
    map: { version: integer(map, 'version'), siblings: list(map, 'siblings').map(item => textOrNull({ sibling: item }, 'sibling')) },
    epoch: checkSize('epoch', text(value, 'epoch')),
    tlogProof: checkSize('tlogProof', text(value, 'tlogProof')),
    seals: list(value, 'seals').map(item => text({ seal: item }, 'seal')),
    bump: textOrNull(value, 'bump'),
    headers: list(value, 'headers').map(item => text({ header: item }, 'header')),
  }
}

type JsonObject = { readonly [key: string]: unknown }

function readJson(json: Uint8Array | string): unknown {
  try {
    return parseJson(json, MAX_BUNDLE)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const expected = error.rule === 'size' ? `at most ${MAX_BUNDLE} bytes` : null
    throw failed(error.rule, `The bundle can't be read: ${error.message}.`, { expected, actual: null })
  }
}

function readEvent(event: unknown, index: number): BundledEvent {
  if (!isObject(event)) throw wrongShape('An event', 'an object', event)
  const content = textOrNull(event, 'content')
  return {
    header: checkSize(`header of event ${index + 1}`, text(event, 'header')),
    salt: textOrNull(event, 'salt'),
    content: content === null ? null : checkSize(`content of event ${index + 1}`, content),
  }
}

/** The texts that are taken apart line by line have a limit of their own, which no real one comes near. */
function checkSize(what: string, value: string): string {
  // A UTF-16 code unit is at most three bytes of UTF-8, so that most texts needn't be counted.
  if (value.length * 3 <= MAX_TEXT) return value
  const size = value.length > MAX_TEXT ? value.length : utf8Length(value)
  if (size <= MAX_TEXT) return value
  throw failed('size', `The ${what} is larger than 1 MiB.`, { expected: String(MAX_TEXT), actual: String(size) })
}

function object(parent: JsonObject, key: string): JsonObject {
  const value = member(parent, key)
  if (!isObject(value)) throw wrongShape(key, 'an object', value)
  return value
}

function list(parent: JsonObject, key: string): readonly unknown[] {
  const value = member(parent, key)
  if (!Array.isArray(value)) throw wrongShape(key, 'a list', value)
  return value
}

function text(parent: JsonObject, key: string): string {
  const value = member(parent, key)
  if (typeof value !== 'string') throw wrongShape(key, 'a text', value)
  return value
}

function textOrNull(parent: JsonObject, key: string): string | null {
  return member(parent, key) === null ? null : text(parent, key)
}

function integer(parent: JsonObject, key: string): number {
  const value = member(parent, key)
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrongShape(key, 'an integer', value)
  return value
}

/** A key of the object itself: what every object inherits is no part of a bundle. */
function member(parent: JsonObject, key: string): unknown {
  if (!Object.hasOwn(parent, key))
    throw failed('shape', `The key ${key} is missing.`, { expected: 'to be there (null where it may be)', actual: null })
  return parent[key]
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrongShape(what: string, expected: string, value: unknown) {
  return failed('shape', `${what} is not ${expected}.`, { expected, actual: kindOf(value) })
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

function shown(value: unknown): string | null {
  return typeof value === 'string' || value === undefined ? (value ?? null) : kindOf(value)
}
