import { StoreUnavailable } from '../errors.ts'
import type { Connection } from './connection.ts'
import { dropContent } from './erasing.ts'
import type { EventCollections } from './event-collections.ts'
import type { CommitDocument } from './event-documents.ts'
import type { FeedLine } from './feed-line.ts'
import { takeGuard } from './guards.ts'
import type { Met } from './placed-commits.ts'

/** So many commits are looked at in one go. */
const LEFT = 100

/**
 * What follows from a commit, in this order: it takes its guard, or is taken back where it can't have that; the content that it erases is
 * dropped; it gets its place in the feed; it is marked as settled, and so to be seen. Each step can be done twice, by anybody, with the
 * same outcome. An aggregate's next commit waits for it, so that at most one of each is ever unsettled.
 */
export class Settling {
  readonly #connection: Connection
  readonly #collections: EventCollections
  readonly #line: FeedLine
  /** By aggregate. */
  readonly #underWay = new Map<string, { readonly hash: string; readonly settled: Promise<boolean> }>()
  /** Those that were unsettled at the last look. */
  #left: ReadonlySet<string> = new Set()

  constructor(connection: Connection, collections: EventCollections, line: FeedLine) {
    this.#connection = connection
    this.#collections = collections
    this.#line = line
  }

  /** Settles a commit that this process has just inserted. False where it was taken back. */
  begin(commit: CommitDocument): Promise<boolean> {
    return this.#once(commit, true)
  }

  /** Settles commits that were met, and answers those that count from now on, by their hashes: the others were taken back. */
  async finishEach(met: readonly Met[]): Promise<ReadonlySet<string>> {
    const settled = new Set<string>()
    for (const commit of met) if (await this.#finish(commit)) settled.add(commit.hash)
    return settled
  }

  /** Settles whatever a process that died here or elsewhere has left, and what others are settling at this moment. */
  async finishAll(): Promise<void> {
    for (let found = LEFT; found === LEFT; ) {
      const commits = await this.#unsettled()
      for (const commit of commits) await this.#once(commit, false)
      found = commits.length
    }
  }

  /** Settles what was unsettled at the last look already: whoever inserted it has had the time to do so. */
  async finishLeft(): Promise<void> {
    const found = await this.#unsettled()
    for (const commit of found) if (this.#left.has(commit.hash)) await this.#once(commit, false)
    this.#left = new Set(found.map(({ hash }) => hash))
  }

  async #finish({ aggregate, last, hash }: Met): Promise<boolean> {
    const underWay = this.#underWay.get(aggregate)
    if (underWay?.hash === hash) return underWay.settled
    const commit = await this.#connection.ask(() => this.#collections.commits.findOne({ aggregate, last, hash }))
    if (commit === null) return false
    return commit.pending ? this.#once(commit, false) : true
  }

  #once(commit: CommitDocument, fresh: boolean): Promise<boolean> {
    const { aggregate, hash } = commit
    const underWay = this.#underWay.get(aggregate)
    // One before it can still be under way here, where another server has settled that meanwhile.
    if (underWay?.hash === hash) return underWay.settled
    const settled = this.#settle(commit, fresh).finally(() => {
      if (this.#underWay.get(aggregate)?.hash === hash) this.#underWay.delete(aggregate)
    })
    this.#underWay.set(aggregate, { hash, settled })
    return settled
  }

  async #settle(commit: CommitDocument, fresh: boolean): Promise<boolean> {
    const { aggregate, guard, hash, erase, last } = commit
    if (guard !== null && !(await takeGuard(this.#connection, this.#collections, guard, hash))) {
      await this.#takeBack(commit)
      return false
    }
    if (erase.length > 0) await dropContent(this.#connection, this.#collections, aggregate, erase, last)
    const position = await this.#line.place(commit, fresh)
    try {
      await this.#mark(commit, position)
    } catch (error) {
      // All that counts is done; who meets the commit finds that out.
      if (!(error instanceof StoreUnavailable)) throw error
    }
    return true
  }

  async #takeBack({ _id, aggregate, hash }: CommitDocument): Promise<void> {
    await this.#connection.ask(() => this.#collections.commits.deleteOne({ _id, aggregate, hash, pending: true }))
  }

  /** Where a failover undoes it, it is done again: so nothing waits for more than one member of the replica set. */
  async #mark({ _id, aggregate, hash }: CommitDocument, position: number): Promise<void> {
    const settled = { $set: { position }, $unset: { pending: '', after: '' } } as const
    await this.#connection.ask(() => this.#collections.commits.updateOne({ _id, aggregate, hash }, settled, { writeConcern: { w: 1 } }))
  }

  #unsettled(): Promise<CommitDocument[]> {
    return this.#connection.ask(() => this.#collections.commits.find({ pending: true }, { limit: LEFT }).toArray())
  }
}
