import type { StoredEvent } from '../../../core/events/event.ts'
import type { Aggregate } from '../../../core/events/names.ts'
import type { Head, Store } from '../store.ts'
import { readCommits } from './commit-pieces.ts'
import { CommittedHeads, type CountPending } from './committed-heads.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { aggregateKey, aggregateOf, type CommitDocument, storedEvent } from './event-documents.ts'
import type { Met } from './placed-commits.ts'

/** A page of a chain is this long at most, and not much heavier than so many characters. */
const PAGE_EVENTS = 500
const PAGE_CHARACTERS = 1024 * 1024

/** What is read of a commit to know its commands. */
const COMMANDS = { aggregate: 1, last: 1, hash: 1, pending: 1, commandIds: 1 } as const

/** Reads chains. Of a commit that is pending `countPending` knows whether it counts, or sees to it that it does. */
export class ChainReads implements Pick<Store, 'outcome' | 'head' | 'chain' | 'chainPage' | 'aggregates'> {
  readonly #connection: Connection
  readonly #commits: EventCollections['commits']
  readonly #countPending: CountPending
  readonly #heads: CommittedHeads

  /** Of `headsPiece` commits at once are heads looked for. */
  constructor(connection: Connection, collections: Pick<EventCollections, 'commits'>, countPending: CountPending, headsPiece?: number) {
    this.#connection = connection
    this.#commits = collections.commits
    this.#countPending = countPending
    this.#heads = new CommittedHeads(connection, collections, countPending, headsPiece)
  }

  async outcome(aggregate: Aggregate, commandId: string): Promise<readonly StoredEvent[]> {
    const found = await this.#counting(() => this.#commits.find({ aggregate: aggregateKey(aggregate), commandIds: commandId }).toArray())
    return found.flatMap(({ events }) => events.filter(({ command }) => command === commandId)).map(storedEvent)
  }

  /** Those of the commands that an aggregate knows. */
  async knownOf(aggregate: Aggregate, commandIds: readonly string[]): Promise<ReadonlySet<string>> {
    const filter = { aggregate: aggregateKey(aggregate), commandIds: { $in: [...commandIds] } }
    const found = await this.#counting(() => this.#commits.find(filter, { projection: COMMANDS }).toArray())
    return new Set(found.flatMap(commit => commit.commandIds))
  }

  head(aggregate: Aggregate): Promise<Head | null> {
    return this.headFrom(aggregate, 0)
  }

  /** An aggregate's head, which is most often not below a version: that saves those without an index the search. */
  headFrom(aggregate: Aggregate, version: number): Promise<Head | null> {
    return this.#heads.of(aggregateKey(aggregate), version)
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
    for await (const heads of this.#heads.in({ after: '', upTo: null }))
      yield Array.from(heads, ([key, head]) => ({ aggregate: aggregateOf(key), ...head }))
  }

  async #page(aggregate: Aggregate, after: number, events: number, characters: number): Promise<readonly StoredEvent[]> {
    const versions = { aggregate: aggregateKey(aggregate), after }
    const found = await this.#counting(() => readCommits(this.#commits, versions, { events, characters }))
    return found.flatMap(({ first, events }) => events.slice(Math.max(0, after - first + 1)).map(storedEvent)).slice(0, events)
  }

  /** What is read of what counts. */
  async #counting<D extends Met & { readonly erase?: CommitDocument['erase'] }>(read: () => Promise<D[]>): Promise<readonly D[]> {
    const erasers = new Set<string>()
    for (;;) {
      const found = await this.#connection.ask(read)
      const pending = found.filter(({ pending }) => pending)
      if (pending.length === 0) return found
      const counted = await this.#countPending(pending)
      // What one of them has erased was perhaps read before.
      const news = pending.filter(({ hash, erase = [] }) => erase.length > 0 && counted.has(hash) && !erasers.has(hash))
      if (news.length === 0) return found.filter(({ hash, pending }) => !pending || counted.has(hash))
      for (const { hash } of news) erasers.add(hash)
    }
  }
}
