import { StoreUnavailable } from '../errors.ts'
import type { Connection } from './connection.ts'
import { dropContent } from './erasing.ts'
import type { EventCollections } from './event-collections.ts'
import type { CommitDocument } from './event-documents.ts'
import type { FeedLine } from './feed-line.ts'
import { takeGuard } from './guards.ts'
import { MET, type Met } from './placed-commits.ts'

/** So many commits are looked for in one go. */
const LEFT = 1000
/** So many commits are remembered that were placed here. */
const REMEMBERED = 1000

/**
 * What follows from a commit, in this order: it takes its guard, or is taken back where it can't have that; the content that it erases is
 * dropped; it gets its place in the feed, and counts from now on; it is marked as settled. Each step can be done twice, by anybody, with the
 * same outcome. An aggregate's next commit waits for it to count, so that at most one of each ever doesn't.
 */
export class Settling {
  readonly #connection: Connection
  readonly #collections: EventCollections
  readonly #line: FeedLine
  readonly #onStuck: (error: unknown) => void
  /** By aggregate. */
  readonly #underWay = new Map<string, { readonly hash: string; readonly settled: Promise<boolean> }>()
  /** Hashes of those that were placed here lately. Their marks aren't seen until most members of a replica set have them. */
  readonly #placed = new Set<string>()
  /** Hashes of those that were unsettled at the last look, and of those that could not be settled then. */
  #left: ReadonlySet<string> = new Set()
  #stuck: ReadonlySet<string> = new Set()

  /** `onStuck` is told why a commit can't be settled, where nobody asked for it. */
  constructor(connection: Connection, collections: EventCollections, line: FeedLine, onStuck: (error: unknown) => void) {
    this.#connection = connection
    this.#collections = collections
    this.#line = line
    this.#onStuck = onStuck
  }

  /** Settles a commit that this process has just inserted. False where it was taken back. */
  begin(commit: CommitDocument): Promise<boolean> {
    return this.#once(commit, true)
  }

  /** Sees to commits that were met, and answers those that count, by their hashes: the others were taken back. */
  async finishEach(met: readonly Met[]): Promise<ReadonlySet<string>> {
    const counting = new Set<string>()
    for (const commit of met) if (this.#placed.has(commit.hash) || (await this.#finish(commit))) counting.add(commit.hash)
    return counting
  }

  /** Settles whatever a process that died here or elsewhere has left, and what others are settling at this moment. */
  async finishAll(): Promise<void> {
    for (let isMore = true; isMore; ) {
      const found = await this.#unsettled()
      await this.#finishWhatCan(found)
      isMore = found.length === LEFT && this.#stuck.size < LEFT
    }
    this.#left = this.#stuck
  }

  /** Settles what was unsettled at the last look already: whoever inserted it has had the time to do so. */
  async finishLeft(): Promise<void> {
    const found = await this.#unsettled()
    await this.#finishWhatCan(found.filter(({ hash }) => this.#left.has(hash)))
    this.#left = new Set(found.map(({ hash }) => hash))
  }

  /** One that can't be settled holds nobody up but its own aggregate, and whoever reads that is told, too. */
  async #finishWhatCan(found: readonly Met[]): Promise<void> {
    const stuck = new Set<string>()
    for (const commit of found) {
      try {
        await this.#finish(commit)
      } catch (error) {
        if (error instanceof StoreUnavailable) throw error
        stuck.add(commit.hash)
        if (!this.#stuck.has(commit.hash)) this.#onStuck(error)
      }
    }
    this.#stuck = stuck
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
    this.#remember(hash)
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

  #remember(hash: string): void {
    this.#placed.add(hash)
    for (const oldest of this.#placed) {
      if (this.#placed.size <= REMEMBERED) return
      this.#placed.delete(oldest)
    }
  }

  /** As the primary itself has it, which knows of every mark at once. What it may still lose is read again before anything is done. */
  #unsettled(): Promise<Met[]> {
    const options = { limit: LEFT, projection: MET, readConcern: { level: 'local' } } as const
    return this.#connection.ask(() => this.#collections.commits.find<Met>({ pending: true }, options).toArray())
  }
}
