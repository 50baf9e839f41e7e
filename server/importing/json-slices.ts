/** Where a record lies in a file: bytes from `offset`, beginning on `line` (from 1). `group` is the name of the list it stands in. */
export type Slice = { readonly offset: number; readonly length: number; readonly line: number; readonly group: string | null }

/** A record as it is met on the way through the file. */
export type Found = Slice & { readonly bytes: Uint8Array }

/** From this line on the file can't be understood; what was found before it is good. */
export class BrokenFile extends Error {
  override readonly name = 'BrokenFile'
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** What lists of records look like: one a line; elements of arrays; or elements of the named arrays of one object. */
export type Layout =
  | { readonly type: 'lines' }
  | { readonly type: 'array' }
  | { readonly type: 'object'; readonly groups: readonly string[] }

/** A record is held in memory as a whole: 16 MiB is far more than an issue with all its comments has. */
const MAX_RECORD = 16 * 1024 * 1024

/**
 * The records of a file, one after the other, in bounded memory. Only the structure is read: strings, brackets, commas. All of them are
 * ASCII, which in UTF-8 never stands inside another character, so that bytes are enough.
 * @throws BrokenFile where brackets don't fit, the file ends inside a record, or a record is larger than 16 MiB
 */
export function sliceRecords(chunks: AsyncIterable<Uint8Array>, layout: Layout): AsyncGenerator<Found> {
  return layout.type === 'lines' ? sliceLines(chunks) : sliceElements(chunks, layout.type === 'array' ? null : layout.groups)
}

const NEWLINE = 0x0a
const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09
}

/** The bytes of the record that is being read: they may come in several chunks. */
class Pending {
  #parts: Uint8Array[] = []
  #size = 0
  offset = -1
  line = 0

  get isOpen(): boolean {
    return this.offset >= 0
  }

  open(offset: number, line: number): void {
    this.offset = offset
    this.line = line
  }

  add(part: Uint8Array): void {
    this.#size += part.length
    if (this.#size > MAX_RECORD) throw new BrokenFile(this.line, 'a record of more than 16 MiB begins here; is a bracket or quote missing?')
    this.#parts.push(part)
  }

  close(group: string | null): Found {
    const [first] = this.#parts
    const bytes = this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts)
    const found = { offset: this.offset, length: this.#size, line: this.line, group, bytes }
    this.#parts = []
    this.#size = 0
    this.offset = -1
    return found
  }
}

async function* sliceLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Found> {
  const pending = new Pending()
  let offset = 0
  let line = 1
  for await (const chunk of chunks) {
    let from = 0
    while (from < chunk.length) {
      if (!pending.isOpen) pending.open(offset + from, line)
      const end = chunk.indexOf(NEWLINE, from)
      pending.add(chunk.subarray(from, end < 0 ? chunk.length : end))
      if (end < 0) break
      const found = pending.close(null)
      if (!found.bytes.every(isSpace)) yield found
      line++
      from = end + 1
    }
    offset += chunk.length
  }
  if (!pending.isOpen) return
  const last = pending.close(null)
  if (!last.bytes.every(isSpace)) yield last
}

/** `groups` null: the file is an array, or several in a row. Else: an object, and the arrays under these keys are read. */
async function* sliceElements(chunks: AsyncIterable<Uint8Array>, groups: readonly string[] | null): AsyncGenerator<Found> {
  const level = groups === null ? 1 : 2
  const outermost = groups === null ? OPEN_LIST : OPEN_OBJECT
  const pending = new Pending()
  let offset = 0
  let line = 1
  let depth = 0
  let inString = false
  let escaped = false
  let collecting = false
  let group: string | null = null
  let key = ''

  for await (const chunk of chunks) {
    // Where the open record begins or goes on in this chunk.
    let from = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0
      if (byte === NEWLINE) line++
      if (inString) {
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) inString = false
        if (depth === 1 && groups !== null && inString) key += String.fromCharCode(byte)
        continue
      }
      if (isSpace(byte)) continue
      if (collecting && depth === level) {
        if (byte === COMMA || byte === CLOSE_LIST) {
          if (pending.isOpen) {
            pending.add(chunk.subarray(from, at))
            yield pending.close(group)
          }
        } else if (byte === CLOSE_OBJECT) {
          throw new BrokenFile(line, 'a bracket closes here that was never opened; nothing after it can be read')
        } else if (!pending.isOpen) {
          pending.open(offset + at, line)
          from = at
        }
      }
      if (depth === 0 && byte !== outermost) throw new BrokenFile(line, 'this is outside of every list; nothing after it can be read')
      if (byte === QUOTE) {
        inString = true
        if (depth === 1 && groups !== null) key = ''
      } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        depth++
        if (depth === level && !collecting) {
          group = groups === null ? null : key
          collecting = byte === OPEN_LIST && (group === null || (groups?.includes(group) ?? false))
        }
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        depth--
        if (depth < level) collecting = false
      }
    }
    if (pending.isOpen) pending.add(chunk.subarray(from))
    offset += chunk.length
  }
  if (pending.isOpen) throw new BrokenFile(pending.line, 'the file ends in the middle of this record')
  if (depth > 0) throw new BrokenFile(line, 'the file ends before its list does')
}
