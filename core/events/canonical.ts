import { canonicalObjectEnd, MAX_DEPTH } from './canonical-text.ts'

/** A value that canonical JSON can hold: numbers are integers within ±(2^53 − 1). Specification, section 1. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

const KEY = /^[a-z][A-Za-z0-9]*$/
/** With the `u` flag a surrogate pair is one character, so that only a lone surrogate matches. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** A value or text that canonical JSON doesn't allow: `path` says where (`$.labels[2]`), `rule` which rule it breaks. */
export class CanonicalJsonError extends Error {
  override readonly name = 'CanonicalJsonError'
  readonly path: string
  readonly rule: string

  constructor(path: string, rule: string) {
    super(`${path} ${rule}`)
    this.path = path
    this.rule = rule
  }
}

/**
 * The one text of a value: RFC 8785 over the narrow set of section 1.
 *
 * Nothing is repaired or left out: what the set doesn't hold (`undefined`, -0, a fraction, a lone surrogate, a class instance …)
 * is a `CanonicalJsonError`.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', 0)
}

/**
 * The object that `text` is the canonical text of.
 *
 * Throws `CanonicalJsonError` for any other text, also for one that is JSON of the same value: keys in another order or twice,
 * a space, `1.0`, `"\u0041"`.
 */
export function parseCanonicalObject(text: string): JsonObject {
  const value = parseJson(text)
  if (isJsonObject(value) && canonicalObjectEnd(text, 0) === text.length) return value
  const canonical = canonicalJson(value)
  if (canonical !== text)
    throw new CanonicalJsonError('$', `must be canonical: it differs at character ${firstDifference(canonical, text)}`)
  if (!isJsonObject(value)) throw new CanonicalJsonError('$', 'must be an object')
  return value
}

function write(value: unknown, path: string, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, path)
    case 'number':
      return writeInteger(value, path)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth === MAX_DEPTH) throw new CanonicalJsonError(path, `must not be nested deeper than ${MAX_DEPTH} arrays and objects`)
      return Array.isArray(value) ? writeArray(value, path, depth + 1) : writeObject(value, path, depth + 1)
    default:
      throw new CanonicalJsonError(path, `must be a JSON value, not ${typeof value}`)
  }
}

function writeString(text: string, path: string): string {
  if (text.includes('\u0000')) throw new CanonicalJsonError(path, 'must not contain the character U+0000')
  if (LONE_SURROGATE.test(text)) throw new CanonicalJsonError(path, 'must be well-formed Unicode, without a lone surrogate')
  return JSON.stringify(text)
}

function writeInteger(number: number, path: string): string {
  if (!Number.isInteger(number)) throw new CanonicalJsonError(path, 'must be an integer')
  if (!Number.isSafeInteger(number)) throw new CanonicalJsonError(path, 'must be an integer of at most 2^53 - 1')
  if (Object.is(number, -0)) throw new CanonicalJsonError(path, 'must not be negative zero')
  return String(number)
}

function writeArray(array: readonly unknown[], path: string, depth: number): string {
  // Own keys are the indexes and `length`; further ones would be lost, and holes are found as `undefined` below.
  if (Reflect.ownKeys(array).length > array.length + 1) throw new CanonicalJsonError(path, 'must be an array without named properties')
  let text = '['
  for (let i = 0; i < array.length; i++) {
    text += (i === 0 ? '' : ',') + write(array[i], `${path}[${i}]`, depth)
  }
  return `${text}]`
}

function writeObject(object: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) throw new CanonicalJsonError(path, 'must be a plain object')
  // Keys are ASCII, so that the default order, by UTF-16 code units, is RFC 8785's.
  const keys = Reflect.ownKeys(object)
    .map(key => allowedKey(key, path))
    .sort()
  return `{${keys.map(key => `"${key}":${write(Reflect.get(object, key), `${path}.${key}`, depth)}`).join(',')}}`
}

function allowedKey(key: string | symbol, path: string): string {
  if (typeof key === 'string' && KEY.test(key)) return key
  throw new CanonicalJsonError(
    `${path}[${typeof key === 'string' ? JSON.stringify(key) : String(key)}]`,
    'must have a name like [a-z][A-Za-z0-9]*',
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CanonicalJsonError('$', 'must be JSON')
  }
}

/** Of a value that was parsed, or that `canonicalJson` has accepted: an object is then one of JSON values. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstDifference(a: string, b: string): number {
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return i
}
