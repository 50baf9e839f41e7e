import type { Aggregate } from '../../../core/events/names.ts'
import { VersionConflict } from '../errors.ts'
import type { RecordedCommit } from '../store.ts'
import type { ChainReads } from './chain-reads.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { aggregateKey, aggregateOf, type CommitDocument, settledDocument } from './event-documents.ts'
import { isDuplicatesOnly } from './failures.ts'
import { type FeedLine, TOGETHER } from './feed-line.ts'

/** The most aggregates whose heads are remembered. */
const REMEMBERED = 10_000

/**
 * Appends commits of another store. Nobody else writes, so that their places are known beforehand: they are inserted as if they were settled,
 * and become a part of the feed in one step after that. Where the process dies in between, the same documents are inserted again, and found.
 */
export class RecordedCommits {
  readonly #connection: Connection
  readonly #commits: EventCollections['commits']
  readonly #chains: ChainReads
  readonly #line: FeedLine
  /** The versions to which appending has led, by aggregates' keys. */
  readonly #versions = new Map<string, number>()

  constructor(connection: Connection, { commits }: Pick<EventCollections, 'commits'>, chains: ChainReads, line: FeedLine) {
    this.#connection = connection
    this.#commits = commits
    this.#chains = chains
    this.#line = line
  }

  async append(commits: readonly RecordedCommit[]): Promise<void> {
    await this.#line.refresh()
    try {
      for (let from = 0; from < commits.length; from += TOGETHER) await this.#appendPiece(commits.slice(from, from + TOGETHER))
    } catch (error) {
      this.#versions.clear()
      throw error
    }
  }

  async #appendPiece(commits: readonly RecordedCommit[]): Promise<void> {
    const count = await this.#countFollowing(commits)
    const documents: CommitDocument[] = []
    let position = this.#line.tail + 1
    for (const commit of commits.slice(0, count)) {
      documents.push(settledDocument(commit, position))
      position += commit.events.length
    }
    if (documents.length > 0) {
      await this.#insert(documents)
      await this.#line.extend(documents)
    }
    const stuck = commits[count]
    if (stuck !== undefined) throw await this.#conflictAt(stuck.aggregate)
  }

  /** How many of them follow their aggregates' heads, up to the first one that doesn't. */
  async #countFollowing(commits: readonly RecordedCommit[]): Promise<number> {
    await this.#lookUp(commits)
    for (const [place, { aggregate, expectedVersion, events }] of commits.entries()) {
      const key = aggregateKey(aggregate)
      if (this.#versions.get(key) !== expectedVersion) return place
      this.#versions.set(key, expectedVersion + events.length)
    }
    return commits.length
  }

  /** Remembers where the aggregates are that aren't known yet, if they are where the first commit of each expects them. */
  async #lookUp(commits: readonly RecordedCommit[]): Promise<void> {
    if (this.#versions.size > REMEMBERED) this.#versions.clear()
    const unknown = new Map<string, number>()
    for (const { aggregate, expectedVersion } of commits) {
      const key = aggregateKey(aggregate)
      if (!this.#versions.has(key) && !unknown.has(key)) unknown.set(key, expectedVersion)
    }
    await Promise.all(
      Array.from(unknown, async ([key, version]) => {
        if (await this.#isHead(key, version)) this.#versions.set(key, version)
      }),
    )
  }

  /** Whether an aggregate's chain ends with a version, but for what an earlier call has left that isn't in the feed. */
  async #isHead(key: string, version: number): Promise<boolean> {
    const from = { aggregate: key, last: { $gte: version } }
    const projection = { first: 1, last: 1, position: 1 } as const
    const found = await this.#connection.ask(() => this.#commits.find(from, { sort: { last: 1 }, limit: 2, projection }).toArray())
    const newest = version === 0 ? undefined : found.shift()
    const [next] = found
    const ends = version === 0 || newest?.last === version
    return ends && (next === undefined || (next.first === version + 1 && (next.position ?? 0) > this.#line.tail))
  }

  async #insert(documents: CommitDocument[]): Promise<void> {
    try {
      await this.#connection.ask(() => this.#commits.insertMany(documents, { ordered: false }))
    } catch (error) {
      if (!isDuplicatesOnly(error)) throw error
      await this.#requireSame(documents)
    }
  }

  /** What an earlier call has left must be what was to be inserted. */
  async #requireSame(documents: readonly CommitDocument[]): Promise<void> {
    const ids = documents.map(({ _id }) => _id)
    const projection = { hash: 1, position: 1 } as const
    const found = await this.#connection.ask(() => this.#commits.find({ _id: { $in: ids } }, { projection }).toArray())
    const present = new Map(found.map(({ _id, hash, position }) => [_id, `${hash} ${position}`]))
    const other = documents.find(({ _id, hash, position }) => present.get(_id) !== `${hash} ${position}`)
    if (other !== undefined) throw await this.#conflictAt(aggregateOf(other.aggregate))
  }

  async #conflictAt(aggregate: Aggregate): Promise<VersionConflict> {
    return new VersionConflict(await this.#chains.head(aggregate))
  }
}
