import type { LeaseMark, Named } from '../store.ts'
import { type Database, type Row, text } from './database.ts'

export function findNote(database: Database, name: string): string | null {
  return database.get('SELECT text FROM notes WHERE name = ?', row => text(row, 'text'), name)
}

export function findNotes(database: Database): readonly Named[] {
  return database.all('SELECT name, text FROM notes ORDER BY name', row => ({ name: text(row, 'name'), text: text(row, 'text') }))
}

export function note(database: Database, name: string, written: string): void {
  database.run('INSERT OR REPLACE INTO notes (name, text) VALUES (?, ?)', name, written)
}

export function lease(database: Database, name: string, seen: string | null, { holder, renewal }: LeaseMark): boolean {
  const insert = 'INSERT INTO leases (name, holder, renewal) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
  const update = 'UPDATE leases SET holder = ?, renewal = ? WHERE name = ? AND renewal = ?'
  return (seen === null ? database.run(insert, name, holder, renewal) : database.run(update, holder, renewal, name, seen)) > 0
}

export function endLease(database: Database, name: string, holder: string): void {
  database.run('DELETE FROM leases WHERE name = ? AND holder = ?', name, holder)
}

export function leased(database: Database, name: string): LeaseMark | null {
  const mark = (row: Row) => ({ holder: text(row, 'holder'), renewal: text(row, 'renewal') })
  return database.get('SELECT holder, renewal FROM leases WHERE name = ?', mark, name)
}
