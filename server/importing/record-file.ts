import { type FileHandle, open } from 'node:fs/promises'
import { type Found, type Layout, type Slice, sliceRecords } from './json-slices.ts'

const CHUNK = 256 * 1024
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/** A file of JSON records, read in bounded memory: once through to find them, then any of them again by its place. */
export class RecordFile {
  readonly #file: FileHandle

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** Rejects with the file system's error where there is no such file. */
  static async open(path: string): Promise<RecordFile> {
    return new RecordFile(await open(path))
  }

  /** Every record in order, in the layout that `layoutOf` sees in the file's beginning (at most 256 KiB). @throws BrokenFile */
  async *records(layoutOf: (beginning: string) => Layout): AsyncGenerator<Found> {
    const buffer = Buffer.allocUnsafe(CHUNK)
    const { bytesRead } = await this.#file.read(buffer, 0, CHUNK, 0)
    const start = BYTE_ORDER_MARK.every((byte, at) => buffer[at] === byte && at < bytesRead) ? BYTE_ORDER_MARK.length : 0
    const layout = layoutOf(buffer.toString('utf8', start, bytesRead))
    for await (const found of sliceRecords(this.#chunks(start), layout)) yield { ...found, offset: found.offset + start }
  }

  async read({ offset, length }: Slice): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafe(length)
    let done = 0
    while (done < length) {
      const { bytesRead } = await this.#file.read(buffer, done, length - done, offset + done)
      if (bytesRead === 0) throw new Error('the file became shorter while it was read')
      done += bytesRead
    }
    return buffer
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  async *#chunks(start: number): AsyncGenerator<Uint8Array> {
    for (let position = start; ; ) {
      const buffer = Buffer.allocUnsafe(CHUNK)
      const { bytesRead } = await this.#file.read(buffer, 0, CHUNK, position)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
      position += bytesRead
    }
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The value in a record's bytes; or why there is none. Bytes that aren't UTF-8 are refused, never replaced. */
export function parseRecord(
  bytes: Uint8Array,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string } {
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return { ok: false, reason: 'is not UTF-8' }
  }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, reason: `is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
