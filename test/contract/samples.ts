import type { AnchorRow } from '../../core/anchor/row.ts'
import { recordEvent, type StoredEvent } from '../../core/events/event.ts'
import { genesisHash } from '../../core/events/hash.ts'
import { parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import type { PersonRow } from '../../core/user/row.ts'
import type { Commit, Head, NewEvent, Store } from '../../server/store/store.ts'

export const ORIGIN = 'store.test'

/** A UUID that is easy to recognise. */
export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}

export function ticket(n: number): Aggregate {
  return { type: 'ticket', id: uuid(n) }
}

let lastCommand = 0

/** Another command id with each call. */
export function newCommand(): string {
  lastCommand += 1
  return `c0000000-0000-4000-8000-${String(lastCommand).padStart(12, '0')}`
}

export type CommitOptions = {
  readonly events?: number
  readonly commandId?: string
  readonly actor?: string
  readonly type?: string
  readonly content?: string
  readonly erase?: readonly number[]
  readonly guard?: string
}

/** A commit that follows a head: well-formed events, all of one command. */
export function commitAfter(aggregate: Aggregate, head: Head | null, options: CommitOptions = {}): Commit {
  const {
    events: count = 1,
    commandId = newCommand(),
    actor = uuid(1),
    type = 'comment_added',
    content = 'text',
    erase = [],
    guard = null,
  } = options
  const events: NewEvent[] = []
  let parent = head?.hash ?? genesisHash(ORIGIN, aggregate)
  for (let version = (head?.version ?? 0) + 1; events.length < count; version++) {
    const event = recordEvent(
      {
        origin: ORIGIN,
        aggregate,
        version,
        parent,
        type,
        recordedAt: '2024-05-01T10:00:00.000Z',
        actor: { type: 'user', id: actor },
        commandId,
        facts: {},
        block: null,
        content: { body: content },
      },
      String(version).padStart(64, '0'),
    )
    events.push({ ...event, fields: parseHeader(event.header) })
    parent = event.hash
  }
  return { aggregate, expectedVersion: head?.version ?? 0, events, erase, guard }
}

/** Appends to an aggregate's head. */
export async function grow(store: Store, aggregate: Aggregate, options: CommitOptions = {}): Promise<Commit> {
  const commit = commitAfter(aggregate, await store.head(aggregate), options)
  await store.append(commit)
  return commit
}

/** An event as the store gives it back. */
export function asStored({ header, salt, content, hash }: StoredEvent): StoredEvent {
  return { header, salt, content, hash }
}

export function storedOf(...commits: readonly Commit[]): readonly StoredEvent[] {
  return commits.flatMap(({ events }) => events.map(asStored))
}

export function versionOf(event: StoredEvent): number {
  return parseHeader(event.header).version
}

export async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const page of pages) all.push(...page)
  return all
}

export function ticketRow(n: number, changes: Partial<TicketRow> = {}): TicketRow {
  return {
    id: uuid(n),
    number: n,
    title: `Ticket ${n}`,
    state: 'open',
    assignee: null,
    priority: 'normal',
    labels: [],
    author: uuid(1),
    createdAt: '2024-05-01T10:00:00.000Z',
    updatedAt: '2024-05-01T10:00:00.000Z',
    comments: 0,
    version: 1,
    ...changes,
  }
}

export function personRow(n: number, changes: Partial<PersonRow> = {}): PersonRow {
  return {
    id: uuid(n),
    name: `person-${n}`,
    displayName: `Person ${n}`,
    role: 'member',
    state: 'active',
    createdAt: '2024-05-01T10:00:00.000Z',
    places: [],
    version: 1,
    ...changes,
  }
}

/** The n-th anchor of a line. */
export function anchorRow(n: number, changes: Partial<AnchorRow> = {}): AnchorRow {
  return {
    id: uuid(n),
    sequence: n,
    state: 'prepared',
    seal: `${hash(n - 1)}:1`,
    txid: hash(n),
    transaction: '01'.repeat(200),
    size: n,
    root: hash(n),
    fee: 30,
    value: 1000,
    preparedAt: '2024-05-01T10:00:00.000Z',
    publishedAt: null,
    minedAt: null,
    finalAt: null,
    height: null,
    block: null,
    header: null,
    path: null,
    reason: null,
    attempts: 1,
    version: 1,
    updatedAt: '2024-05-01T10:00:00.000Z',
    ...changes,
  }
}

/** 64 hex digits that are easy to recognise. */
export function hash(n: number): string {
  return String(n).padStart(64, '0')
}
