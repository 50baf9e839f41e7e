import { utf8Length } from '../../events/content.ts'

/** A text that isn't the JSON that is asked for. `rule`: `size`, or `json` for all else. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  readonly rule: 'size' | 'json'

  constructor(rule: 'size' | 'json', message: string) {
    super(message)
    this.rule = rule
  }
}

/** Every engine has it; it belongs to no library that `core` is compiled with. */
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string }

/** Arrays and objects in each other. What we read needs five; beyond this, engines differ in what they bear. */
const MAX_DEPTH = 64
/** Arrays and objects in all. A bundle has one for each event, of some hundred bytes; empty ones by the million would only fill memory. */
const MAX_OPENED = 1_000_000

/**
 * The value of a JSON text, given as text or as its UTF-8, of at most `maxBytes`.
 *
 * Throws `JsonError`, also for an object that has a key twice: two readers could take different ones for its value.
 */
export function parseJson(json: Uint8Array | string, maxBytes: number): unknown {
  if (sizeOf(json, maxBytes) > maxBytes) throw new JsonError('size', `larger than ${maxBytes} bytes`)
  const text = typeof json === 'string' ? json : decode(json)
  checkNesting(text)
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonError('json', 'not JSON')
  }
}

/** Bytes of UTF-8; counted only where the text may be too long. */
function sizeOf(json: Uint8Array | string, maxBytes: number): number {
  if (typeof json !== 'string' || json.length > maxBytes || json.length * 3 <= maxBytes) return json.length
  return utf8Length(json)
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new JsonError('json', 'not UTF-8')
  }
}

/** Whether an object or array is open, and the keys of the object so far. */
type Open = Set<string> | null

/**
 * Walks once over the text, without recursion, and looks at brackets and keys alone. It needs to be right only for texts that are JSON:
 * all others are refused by `JSON.parse` afterwards.
 */
function checkNesting(text: string): void {
  const open: Open[] = []
  let opened = 0
  for (let i = 0; i < text.length; i++) {
    switch (text[i]) {
      case '{':
      case '[':
        open.push(text[i] === '{' ? new Set() : null)
        if (open.length > MAX_DEPTH) throw new JsonError('json', `nested deeper than ${MAX_DEPTH} arrays and objects`)
        if (++opened > MAX_OPENED) throw new JsonError('json', `more than ${MAX_OPENED} arrays and objects`)
        break
      case '}':
      case ']':
        open.pop()
        break
      case '"': {
        const end = endOfString(text, i)
        if (isFollowedByColon(text, end)) addKey(open.at(-1), text.slice(i, end))
        i = end - 1
      }
    }
  }
}

/** Index after the quotation mark that closes the string which begins at `start`; the end of the text where none does. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i + 1
  }
  return text.length
}

function isFollowedByColon(text: string, from: number): boolean {
  let i = from
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i++
  return text[i] === ':'
}

function addKey(keys: Open | undefined, quoted: string): void {
  const key = unquote(quoted)
  if (keys?.has(key)) throw new JsonError('json', `the key ${quoted} twice in one object`)
  keys?.add(key)
}

/** A key can be written in several ways, with escapes. */
function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    throw new JsonError('json', 'not JSON')
  }
}
