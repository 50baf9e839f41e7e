import type { Aggregate } from '../../../core/events/names.ts'
import type { AppendResult, Commit, Head, RecordedCommit } from '../store.ts'
import { type Database, integer, text } from './database.ts'

/** A commit as it goes to the writer: of the headers only what becomes a column. */
export type CommitRows = Omit<Commit, 'events'> & {
  readonly events: readonly {
    readonly version: number
    readonly type: string
    readonly actor: string
    readonly command: string
    readonly hash: string
    readonly header: string
    readonly salt: string | null
    readonly content: string | null
  }[]
}

export function commitRows({ events, ...commit }: Commit): CommitRows {
  return {
    ...commit,
    events: events.map(({ fields, hash, header, salt, content }) => ({
      version: fields.version,
      type: fields.type,
      actor: fields.actor.id,
      command: fields.commandId,
      hash,
      header,
      salt,
      content,
    })),
  }
}

/** Commits of another store as they go to the writer. */
export type RecordedRows = Pick<CommitRows, 'aggregate' | 'expectedVersion' | 'events'>

export function recordedRows(commits: readonly RecordedCommit[]): readonly RecordedRows[] {
  return commits.map(commit => commitRows({ ...commit, erase: [], guard: null }))
}

/** What `append` throws is an answer here, and becomes an error on the other side of the thread's border. */
export type AppendAnswer =
  | AppendResult
  | { readonly outcome: 'conflict'; readonly head: Head | null }
  | { readonly outcome: 'revoked'; readonly guard: string }

type StoredHead = Head & { readonly id: number }

/** Checks before it writes, so that a commit that can't be made leaves the transaction it shares with others as it was. */
export function append(database: Database, commit: CommitRows): AppendAnswer {
  const { aggregate, expectedVersion, events, guard } = commit
  const head = findHead(database, aggregate)
  if (head !== null) {
    const repeated = events.find(({ command }) => isKnown(database, head.id, command))
    if (repeated !== undefined) return { outcome: 'duplicate', commandId: repeated.command }
  }
  if ((head?.version ?? 0) !== expectedVersion) return conflictWith(head)
  if (guard !== null && !takeGuard(database, guard, 'used')) return { outcome: 'revoked', guard }
  add(database, aggregate, events)
  for (const version of commit.erase) erase(database, aggregate, version)
  return { outcome: 'appended' }
}

/** Appends commits until one doesn't follow its aggregate's head. */
export function appendAll(database: Database, commits: readonly RecordedRows[]): AppendAnswer {
  for (const { aggregate, expectedVersion, events } of commits) {
    const head = findHead(database, aggregate)
    if ((head?.version ?? 0) !== expectedVersion) return conflictWith(head)
    add(database, aggregate, events)
  }
  return { outcome: 'appended' }
}

function add(database: Database, aggregate: Aggregate, events: CommitRows['events']): void {
  const last = events.at(-1)
  if (last === undefined) return
  const id = moveHead(database, aggregate, last)
  for (const event of events) insert(database, id, event)
}

function conflictWith(head: StoredHead | null): AppendAnswer {
  return { outcome: 'conflict', head: head === null ? null : { version: head.version, hash: head.hash } }
}

/** Forbids a guard; false where a commit has it. */
export function revoke(database: Database, guard: string): boolean {
  if (takeGuard(database, guard, 'revoked')) return true
  return database.get('SELECT state FROM guards WHERE guard = ?', row => text(row, 'state'), guard) === 'revoked'
}

/** Drops content and salt of an event, and the aggregate's snapshot, which may repeat them. */
export function erase(database: Database, aggregate: Aggregate, version: number): void {
  database.run(
    `UPDATE events SET salt = NULL, content = NULL
     WHERE aggregate = (SELECT id FROM aggregates WHERE type = ? AND name = ?) AND version = ?`,
    aggregate.type,
    aggregate.id,
    version,
  )
  database.run('DELETE FROM snapshots WHERE type = ? AND name = ?', aggregate.type, aggregate.id)
}

/** Whether the guard was nobody's before. */
function takeGuard(database: Database, guard: string, state: 'used' | 'revoked'): boolean {
  return database.run('INSERT INTO guards (guard, state) VALUES (?, ?) ON CONFLICT (guard) DO NOTHING', guard, state) > 0
}

function findHead(database: Database, { type, id }: Aggregate): StoredHead | null {
  return database.get(
    'SELECT id, version, hash FROM aggregates WHERE type = ? AND name = ?',
    row => ({ id: integer(row, 'id'), version: integer(row, 'version'), hash: text(row, 'hash') }),
    type,
    id,
  )
}

function isKnown(database: Database, aggregate: number, command: string): boolean {
  return database.get('SELECT 1 FROM events WHERE aggregate = ? AND command = ? LIMIT 1', () => true, aggregate, command) ?? false
}

function moveHead(database: Database, { type, id }: Aggregate, { version, hash }: Head): number {
  const moved = database.get(
    `INSERT INTO aggregates (type, name, version, hash) VALUES (?, ?, ?, ?)
     ON CONFLICT (type, name) DO UPDATE SET version = excluded.version, hash = excluded.hash
     RETURNING id`,
    row => integer(row, 'id'),
    type,
    id,
    version,
    hash,
  )
  if (moved === null) throw new Error('the head of an aggregate could not be moved')
  return moved
}

function insert(database: Database, aggregate: number, event: CommitRows['events'][number]): void {
  database.run(
    'INSERT INTO events (aggregate, version, type, actor, command, hash, header, salt, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    aggregate,
    event.version,
    event.type,
    event.actor,
    event.command,
    event.hash,
    event.header,
    event.salt,
    event.content,
  )
}
