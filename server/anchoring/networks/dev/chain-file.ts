import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

const recordSchema = z.object({ header: z.string(), transactions: z.array(z.string()) })
/** One block as it is kept, everything in hex. Its height follows from the block that it names. */
export type BlockRecord = z.infer<typeof recordSchema>

/** As the store beside it. */
const OWNER_ALONE = 0o600

/** The file holds something that no torn write explains. */
export class DamagedChainFile extends Error {
  override readonly name = 'DamagedChainFile'
}

/**
 * A file that only grows: one block a line, a checksum before each. `append` has written to the disk when it returns. What a crash tore off at
 * the end is cut off when the file is opened; a bad line with a good one after it is damage, and is left as it is.
 */
export class ChainFile {
  readonly #handle: FileHandle
  #length: number

  private constructor(handle: FileHandle, length: number) {
    this.#handle = handle
    this.#length = length
  }

  /** Makes the file, and the folders above it, where there is none; as private as the store. @throws DamagedChainFile */
  static async open(path: string): Promise<{ readonly file: ChainFile; readonly records: readonly BlockRecord[] }> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const handle = await open(path, 'a', OWNER_ALONE)
    try {
      // Older versions made it for everybody to read.
      await handle.chmod(OWNER_ALONE)
      const { records, length } = readRecords(await readFile(path), path)
      await handle.truncate(length)
      await handle.sync()
      await syncFolder(dirname(path))
      return { file: new ChainFile(handle, length), records }
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** Adds records in one write. Not to be called while a call is under way. Where it fails, the file is as before. */
  async append(records: readonly BlockRecord[]): Promise<void> {
    const bytes = Buffer.from(records.map(lineOf).join(''))
    try {
      await this.#handle.appendFile(bytes)
      await this.#handle.sync()
    } catch (error) {
      await this.#handle.truncate(this.#length)
      throw error
    }
    this.#length += bytes.length
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }
}

function lineOf(record: BlockRecord): string {
  const json = JSON.stringify(record)
  return `${checksum(json)} ${json}\n`
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** The good records, and how many bytes they take. */
function readRecords(bytes: Buffer, path: string): { records: BlockRecord[]; length: number } {
  const lines = bytes.toString('utf8').split(/(?<=\n)/)
  const records = lines.map(readLine)
  const good = records.indexOf(null)
  const end = good === -1 ? records.length : good
  if (records.slice(end).some(record => record !== null)) throw new DamagedChainFile(`${path} is damaged in line ${end + 1}.`)
  return { records: records.filter(record => record !== null), length: Buffer.byteLength(lines.slice(0, end).join('')) }
}

function readLine(line: string): BlockRecord | null {
  const json = line.slice(17, -1)
  if (!line.endsWith('\n') || line.slice(0, 17) !== `${checksum(json)} `) return null
  return recordSchema.parse(JSON.parse(json))
}

/** So that the file's name survives as well. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
