import type { Named } from '../store.ts'
import { type Database, text } from './database.ts'

export function findNote(database: Database, name: string): string | null {
  return database.get('SELECT text FROM notes WHERE name = ?', row => text(row, 'text'), name)
}

export function findNotes(database: Database): readonly Named[] {
  return database.all('SELECT name, text FROM notes ORDER BY name', row => ({ name: text(row, 'name'), text: text(row, 'text') }))
}

export function note(database: Database, name: string, written: string): void {
  database.run('INSERT OR REPLACE INTO notes (name, text) VALUES (?, ?)', name, written)
}

export function lease(database: Database, name: string, holder: string, now: number, ttl: number): boolean {
  const sql = `INSERT INTO leases (name, holder, until) VALUES (?1, ?2, ?3)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE holder = excluded.holder OR until <= ?4`
  return database.run(sql, name, holder, now + ttl, now) > 0
}

export function endLease(database: Database, name: string, holder: string): void {
  database.run('DELETE FROM leases WHERE name = ? AND holder = ?', name, holder)
}

export function isLeased(database: Database, name: string, now: number): boolean {
  return database.get('SELECT 1 FROM leases WHERE name = ? AND until > ?', () => true, name, now) ?? false
}
