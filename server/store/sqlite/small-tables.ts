import type { Aggregate } from '../../../core/events/names.ts'
import type { Account, ListedAccount, Session } from '../accounts.ts'
import type { Named, Snapshot } from '../store.ts'
import { type Database, integer, type Row, text, textOrNull } from './database.ts'

/** The setting that says that rows may still repeat erased content. It is this adapter's own. */
export const ERASING = 'erasing'

export function findSnapshot(database: Database, { type, id }: Aggregate): Snapshot | null {
  return database.get(
    'SELECT version, hash, machine, state FROM snapshots WHERE type = ? AND name = ?',
    row => ({
      version: integer(row, 'version'),
      hash: text(row, 'hash'),
      machine: integer(row, 'machine'),
      state: text(row, 'state'),
    }),
    type,
    id,
  )
}

export function saveSnapshot(database: Database, { type, id }: Aggregate, { version, hash, machine, state }: Snapshot): void {
  database.run(
    'INSERT OR REPLACE INTO snapshots (type, name, version, hash, machine, state) VALUES (?, ?, ?, ?, ?, ?)',
    type,
    id,
    version,
    hash,
    machine,
    state,
  )
}

export function nextNumber(database: Database): number {
  const sql = `INSERT INTO counters (name, value) VALUES ('ticket', 1)
    ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`
  const number = database.get(sql, row => integer(row, 'value'))
  if (number === null) throw new Error('the counter of tickets gave no number')
  return number
}

export function lastNumber(database: Database): number {
  return database.get("SELECT value FROM counters WHERE name = 'ticket'", row => integer(row, 'value')) ?? 0
}

export function skipNumbers(database: Database, upTo: number): void {
  const sql = `INSERT INTO counters (name, value) VALUES ('ticket', ?)
    ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`
  database.run(sql, upTo)
}

export function findSettings(database: Database): readonly Named[] {
  const sql = 'SELECT name, value FROM settings WHERE name <> ? ORDER BY name'
  return database.all(sql, row => ({ name: text(row, 'name'), text: text(row, 'value') }), ERASING)
}

export function findSetting(database: Database, name: string): string | null {
  return database.get('SELECT value FROM settings WHERE name = ?', row => text(row, 'value'), name)
}

export function settleSetting(database: Database, name: string, value: string): string {
  database.run('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING', name, value)
  return findSetting(database, name) ?? value
}

export function replaceSetting(database: Database, name: string, value: string): void {
  database.run('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', name, value)
}

export function removeSetting(database: Database, name: string): void {
  database.run('DELETE FROM settings WHERE name = ?', name)
}

export function claimName(database: Database, name: string, user: string): boolean {
  const owner = database.get('SELECT user FROM account_names WHERE name = ?', row => text(row, 'user'), name)
  if (owner !== null) return owner === user
  database.run('INSERT INTO account_names (name, user) VALUES (?, ?)', name, user)
  database.run('INSERT INTO accounts (user, password_hash) VALUES (?, NULL) ON CONFLICT (user) DO NOTHING', user)
  return true
}

export function releaseName(database: Database, name: string, user: string): void {
  const sql = `DELETE FROM account_names WHERE name = ?1 AND user = ?2
    AND EXISTS (SELECT 1 FROM account_names WHERE user = ?2 AND name <> ?1)`
  database.run(sql, name, user)
}

const ACCOUNT = 'SELECT n.user, n.name, a.password_hash FROM account_names n JOIN accounts a ON a.user = n.user'

export function accountByName(database: Database, name: string): Account | null {
  return database.get(`${ACCOUNT} WHERE n.name = ?`, readAccount, name)
}

export function accountByUser(database: Database, user: string): Account | null {
  return database.get(`${ACCOUNT} WHERE n.user = ? ORDER BY n.claimed DESC LIMIT 1`, readAccount, user)
}

export function setPassword(database: Database, user: string, passwordHash: string): boolean {
  return database.run('UPDATE accounts SET password_hash = ? WHERE user = ?', passwordHash, user) > 0
}

export function countAccounts(database: Database): number {
  return database.get('SELECT count(*) AS accounts FROM accounts', row => integer(row, 'accounts')) ?? 0
}

/** Accounts after a user, with their names in the order in which they were claimed. */
export function accountsAfter(database: Database, user: string, limit: number): readonly ListedAccount[] {
  const sql = `SELECT n.user, n.name, a.password_hash
    FROM (SELECT user, password_hash FROM accounts WHERE user > ? ORDER BY user LIMIT ?) a CROSS JOIN account_names n ON n.user = a.user
    ORDER BY n.user, n.claimed`
  const accounts = new Map<string, ListedAccount>()
  for (const { userId, name, passwordHash } of database.all(sql, readAccount, user, limit))
    accounts.set(userId, { userId, names: [...(accounts.get(userId)?.names ?? []), name], passwordHash })
  return [...accounts.values()]
}

export function createSession(database: Database, { tokenHash, userId, createdAt, expiresAt }: Session): void {
  const sql = 'INSERT OR REPLACE INTO sessions (token_hash, user, created_at, expires_at) VALUES (?, ?, ?, ?)'
  database.run(sql, tokenHash, userId, createdAt, expiresAt)
}

export function findSession(database: Database, tokenHash: string): Session | null {
  return database.get(
    'SELECT token_hash, user, created_at, expires_at FROM sessions WHERE token_hash = ?',
    row => ({
      tokenHash: text(row, 'token_hash'),
      userId: text(row, 'user'),
      createdAt: integer(row, 'created_at'),
      expiresAt: integer(row, 'expires_at'),
    }),
    tokenHash,
  )
}

export function removeSession(database: Database, tokenHash: string): void {
  database.run('DELETE FROM sessions WHERE token_hash = ?', tokenHash)
}

export function removeSessionsOf(database: Database, user: string, except: string | null): readonly string[] {
  const sql = 'DELETE FROM sessions WHERE user = ? AND token_hash IS NOT ? RETURNING token_hash'
  return database.all(sql, row => text(row, 'token_hash'), user, except)
}

export function removeExpiredSessions(database: Database, now: number): number {
  return database.run('DELETE FROM sessions WHERE expires_at <= ?', now)
}

function readAccount(row: Row): Account {
  return { userId: text(row, 'user'), name: text(row, 'name'), passwordHash: textOrNull(row, 'password_hash') }
}
