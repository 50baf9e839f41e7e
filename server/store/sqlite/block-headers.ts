import type { KeptHeader } from '../proofs.ts'
import { type Database, integer, type Row, text } from './database.ts'

export function tip(database: Database): KeptHeader | null {
  return database.get('SELECT height, hash, header FROM block_headers ORDER BY height DESC LIMIT 1', readHeader)
}

export function headersFrom(database: Database, height: number, limit: number): readonly KeptHeader[] {
  const sql = 'SELECT height, hash, header FROM block_headers WHERE height >= ? ORDER BY height LIMIT ?'
  return database.all(sql, readHeader, height, limit)
}

export function headerByHash(database: Database, hash: string): KeptHeader | null {
  return database.get('SELECT height, hash, header FROM block_headers WHERE hash = ?', readHeader, hash)
}

export function replaceHeaders(database: Database, headers: readonly KeptHeader[], over?: string | null): boolean {
  if (over !== undefined && over !== (tip(database)?.hash ?? null)) return false
  const [first] = headers
  if (first === undefined) return true
  database.run('DELETE FROM block_headers WHERE height >= ?', first.height)
  for (const { height, hash, header } of headers)
    database.run('INSERT INTO block_headers (height, hash, header) VALUES (?, ?, ?)', height, hash, header)
  return true
}

export function clearHeaders(database: Database): void {
  database.run('DELETE FROM block_headers')
}

function readHeader(row: Row): KeptHeader {
  return { height: integer(row, 'height'), hash: text(row, 'hash'), header: text(row, 'header') }
}
