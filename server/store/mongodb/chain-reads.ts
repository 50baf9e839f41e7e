import type { StoredEvent } from '../../../core/events/event.ts'
import type { Aggregate } from '../../../core/events/names.ts'
import type { Head, Store } from '../store.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { aggregateKey, aggregateOf, type CommitDocument, storedEvent } from './event-documents.ts'

/** A page of a chain is this long at most, and not much heavier than so many characters. */
const PAGE_EVENTS = 500
const PAGE_CHARACTERS = 1024 * 1024
/** Commits come in pieces of so many. */
const PIECE = 100
/** So many commits are looked through for a page of heads. */
const HEADS_PIECE = 10_000

/** What is read of a commit where its events aren't needed. */
const HEAD = { aggregate: 1, last: 1, hash: 1, pending: 1 } as const
type HeadDocument = Pick<CommitDocument, 'aggregate' | 'last' | 'hash' | 'pending'>

type Met = Pick<CommitDocument, 'aggregate' | 'last' | 'pending'>
/** Settles a commit that was met. Where nothing may be written, there is none, and what is pending is passed over. */
type Finish = (commit: Met) => Promise<void>

/** Reads chains. A commit is seen when it is settled, and whoever meets one that isn't settles it. */
export class ChainReads implements Pick<Store, 'outcome' | 'head' | 'chain' | 'chainPage' | 'aggregates'> {
  readonly #connection: Connection
  readonly #commits: EventCollections['commits']
  readonly #finish: Finish | null

  constructor(connection: Connection, { commits }: Pick<EventCollections, 'commits'>, finish: Finish | null) {
    this.#connection = connection
    this.#commits = commits
    this.#finish = finish
  }

  async outcome(aggregate: Aggregate, commandId: string): Promise<readonly StoredEvent[]> {
    const found = await this.#settled(() => this.#commits.find({ aggregate: aggregateKey(aggregate), commandIds: commandId }).toArray())
    return found.flatMap(({ events }) => events.filter(({ command }) => command === commandId)).map(storedEvent)
  }

  /** Those of the commands that an aggregate knows. */
  async knownOf(aggregate: Aggregate, commandIds: readonly string[]): Promise<ReadonlySet<string>> {
    const filter = { aggregate: aggregateKey(aggregate), commandIds: { $in: [...commandIds] } }
    const found = await this.#settled(() => this.#commits.find(filter, { projection: { ...HEAD, commandIds: 1 } }).toArray())
    return new Set(found.flatMap(commit => commit.commandIds))
  }

  head(aggregate: Aggregate): Promise<Head | null> {
    return this.headFrom(aggregate, 0)
  }

  /** An aggregate's head, which is most often not below a version: that saves those without an index the search. */
  async headFrom(aggregate: Aggregate, version: number): Promise<Head | null> {
    const filter = { aggregate: aggregateKey(aggregate), last: { $gte: version } }
    // The newest may turn out to be none.
    const newest = () => this.#commits.find<HeadDocument>(filter, { sort: { last: -1 }, limit: 2, projection: HEAD }).toArray()
    const [head] = await this.#settled(newest)
    if (head !== undefined) return { version: head.last, hash: head.hash }
    return version === 0 ? null : this.headFrom(aggregate, 0)
  }

  async *chain(aggregate: Aggregate, afterVersion: number): AsyncGenerator<readonly StoredEvent[]> {
    for (let version = afterVersion; ; ) {
      const events = await this.#page(aggregate, version, PAGE_EVENTS, PAGE_CHARACTERS)
      if (events.length === 0) return
      yield events
      version += events.length
    }
  }

  chainPage(aggregate: Aggregate, afterVersion: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.#page(aggregate, afterVersion, limit, Number.POSITIVE_INFINITY)
  }

  async *aggregates(): AsyncGenerator<readonly (Head & { readonly aggregate: Aggregate })[]> {
    for (let after = ''; ; ) {
      const found = await this.#settled(() => this.#headsAfter(after))
      const heads = new Map(found.map(({ aggregate, last, hash }) => [aggregate, { version: last, hash }]))
      const newest = found.at(-1)?.aggregate
      if (newest === undefined) return
      // The last one's commits may go on beyond what was read.
      const head = found.length < HEADS_PIECE ? null : await this.head(aggregateOf(newest))
      if (head !== null) heads.set(newest, head)
      yield Array.from(heads, ([key, found]) => ({ aggregate: aggregateOf(key), ...found }))
      if (head === null) return
      after = newest
    }
  }

  #headsAfter(key: string): Promise<HeadDocument[]> {
    const projection = { _id: 0, ...HEAD } as const
    return this.#commits
      .find<HeadDocument>({ aggregate: { $gt: key } }, { sort: { aggregate: 1, last: 1 }, projection, limit: HEADS_PIECE })
      .toArray()
  }

  async #page(aggregate: Aggregate, version: number, events: number, characters: number): Promise<readonly StoredEvent[]> {
    const found = await this.#settled(() => this.#commitsAfter(aggregateKey(aggregate), version, events, characters))
    return found.flatMap(({ first, events }) => events.slice(Math.max(0, version - first + 1)).map(storedEvent)).slice(0, events)
  }

  /** Commits of an aggregate that go beyond a version, in order, until there are events or characters enough. */
  async #commitsAfter(key: string, version: number, events: number, characters: number): Promise<CommitDocument[]> {
    const found: CommitDocument[] = []
    const cursor = this.#commits.find({ aggregate: key, last: { $gt: version } }, { sort: { last: 1 }, batchSize: PIECE })
    try {
      let read = 0
      for await (const commit of cursor) {
        found.push(commit)
        read += charactersIn(commit)
        if (commit.last - version >= events || read >= characters) break
      }
    } finally {
      await cursor.close()
    }
    return found
  }

  /** What is read, once all of it is settled. */
  async #settled<D extends Met>(read: () => Promise<D[]>): Promise<readonly D[]> {
    for (;;) {
      const found = await this.#connection.ask(read)
      const pending = found.filter(commit => commit.pending)
      if (pending.length === 0) return found
      if (this.#finish === null) return found.filter(commit => !commit.pending)
      for (const commit of pending) await this.#finish(commit)
    }
  }
}

function charactersIn({ events }: CommitDocument): number {
  return events.reduce((sum, { header, content }) => sum + header.length + (content?.length ?? 0), 0)
}
