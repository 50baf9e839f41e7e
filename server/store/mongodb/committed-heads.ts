import type { Head } from '../store.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { MET, type Met } from './placed-commits.ts'

/** So many commits are looked through in one go, by the index alone. */
const PIECE = 10_000

/** Sees to commits that are still pending, and answers which of them count all the same, by their hashes. */
export type CountPending = (met: readonly Met[]) => Promise<Pick<ReadonlySet<string>, 'has'>>

/** Aggregates by their keys: those after one, up to another one. Null is the end. */
export type Range = { readonly after: string; readonly upTo: string | null }

export function within({ after, upTo }: Range): { readonly $gt: string; readonly $lte?: string } {
  return upTo === null ? { $gt: after } : { $gt: after, $lte: upTo }
}

/** The newest commits of aggregates, as far as they count. */
export class CommittedHeads {
  readonly #connection: Connection
  readonly #commits: EventCollections['commits']
  readonly #countPending: CountPending
  readonly #piece: number

  constructor(connection: Connection, { commits }: Pick<EventCollections, 'commits'>, countPending: CountPending, piece = PIECE) {
    this.#connection = connection
    this.#commits = commits
    this.#countPending = countPending
    this.#piece = piece
  }

  /** An aggregate's head, which is most often not below a version: that saves those without an index the search. */
  async of(key: string, version = 0): Promise<Head | null> {
    // The newest may turn out to be none. Then the one before counts: a commit is inserted only after that.
    const options = { sort: { last: -1 }, limit: 2, projection: MET } as const
    const found = await this.#connection.ask(() => this.#commits.find<Met>({ aggregate: key, last: { $gte: version } }, options).toArray())
    const [newest] = await this.#counting(found)
    if (newest !== undefined) return headOf(newest)
    return version === 0 ? null : this.of(key)
  }

  /** The heads of all aggregates in a range, piece by piece, in the order of their keys. */
  async *in({ after, upTo }: Range): AsyncGenerator<ReadonlyMap<string, Head>> {
    const options = { sort: { aggregate: 1, last: 1 }, limit: this.#piece, projection: MET } as const
    for (let from = after; ; ) {
      const range = { aggregate: within({ after: from, upTo }) }
      const found = await this.#connection.ask(() => this.#commits.find<Met>(range, options).toArray())
      const heads = new Map((await this.#counting(found)).map(commit => [commit.aggregate, headOf(commit)]))
      const last = found.at(-1)?.aggregate
      const isEnd = last === undefined || found.length < this.#piece
      // The last one's commits may go on beyond what was read.
      const head = isEnd ? null : await this.of(last)
      if (!isEnd && head !== null) heads.set(last, head)
      if (heads.size > 0) yield heads
      if (isEnd) return
      from = last
    }
  }

  async #counting(found: readonly Met[]): Promise<readonly Met[]> {
    const pending = found.filter(({ pending }) => pending)
    if (pending.length === 0) return found
    const counted = await this.#countPending(pending)
    return found.filter(({ hash, pending }) => !pending || counted.has(hash))
  }
}

function headOf({ last, hash }: Met): Head {
  return { version: last, hash }
}
