import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { UnusableStore } from '../errors.ts'
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts'

const MAGIC = 'SQLite format 3\0'
const HEADER_BYTES = 100

/**
 * Whether a file can be our database, from its first 100 bytes and its size alone: nothing is changed, no other file appears.
 * The caller holds the store's lock: closing the file here would take away locks that this process has on it.
 *
 * @throws UnusableStore
 */
export function checkFileHeader(file: string): void {
  const { header, size } = readHeader(file)
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new UnusableStore(
      `${file} is no SQLite database${size === 0 ? ': it is empty' : ''}. If it is a damaged store, put a backup in its place; if it is something else, give STORE_URL another path. It was not changed.`,
    )
  if (header.readUInt32BE(68) !== APPLICATION_ID)
    throw new UnusableStore(
      `${file} is the SQLite database of another program. Give STORE_URL a path of its own; a new store is made there. The file was not changed.`,
    )
  const version = header.readUInt32BE(60)
  if (version > SCHEMA_VERSION) throw newerVersion(file, version)
  const written = header.readUInt16BE(16)
  const pageSize = written === 1 ? 65_536 : written
  const expected = header.readUInt32BE(28) * pageSize
  if (size < expected)
    throw new UnusableStore(
      `${file} is cut off: it has ${size} bytes, and should have ${expected}. Put a backup in its place. The file was not changed.`,
    )
}

export function newerVersion(file: string, version: number): UnusableStore {
  return new UnusableStore(
    `${file} was written by a newer version of Sealdesk (schema ${version}; this one knows ${SCHEMA_VERSION}). Start the newer version. The file was not changed.`,
  )
}

function readHeader(file: string): { header: Buffer; size: number } {
  const descriptor = openSync(file, 'r')
  try {
    const header = Buffer.alloc(HEADER_BYTES)
    const length = readSync(descriptor, header, 0, HEADER_BYTES, 0)
    return { header: header.subarray(0, length), size: fstatSync(descriptor).size }
  } finally {
    closeSync(descriptor)
  }
}
