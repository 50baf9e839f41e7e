import type { DistantChain, DistantChainScan, DistantSlice, MapEnd, MappedVersion, ScannedEvent } from '../chain-scan.ts'
import { parsePosition } from '../cursors.ts'
import type { Head } from '../store.ts'
import { type Connection, connect } from './connection.ts'
import { Epochs } from './epochs.ts'
import { type EventCollections, eventCollections } from './event-collections.ts'
import { aggregateOf } from './event-documents.ts'
import { bytesOf, hexOf } from './packed.ts'
import { type ProofCollections, proofCollections } from './proof-collections.ts'
import { checkMark } from './schema-mark.ts'

/** Commits come in pieces of so many. */
const PIECE = 100

/**
 * Opens a store's chains to be gone through, while servers work on it: each chain goes as far as its head when its slice was begun, and the
 * map as far as its newest epoch then.
 *
 * @throws UnusableStore where there is no store; StoreUnavailable
 */
export async function openMongoChainScan({ url }: { readonly url: string }): Promise<DistantChainScan> {
  const connection = await connect(url)
  try {
    await checkMark(connection)
    return new MongoChainScan(connection)
  } catch (error) {
    await connection.close()
    throw error
  }
}

class MongoChainScan implements DistantChainScan {
  readonly #connection: Connection
  readonly #commits: EventCollections['commits']
  readonly #heads: ProofCollections['heads']
  readonly #epochs: Epochs

  constructor(connection: Connection) {
    const proofs = proofCollections(connection)
    this.#connection = connection
    this.#commits = eventCollections(connection).commits
    this.#heads = proofs.heads
    this.#epochs = new Epochs(connection, proofs)
  }

  async slices(chains: number): Promise<readonly DistantSlice[]> {
    const ends: string[] = []
    await this.#connection.ask(async () => {
      let [newest, count] = ['', 0]
      const projection = { _id: 0, aggregate: 1 } as const
      for await (const { aggregate } of this.#commits.find({ aggregate: { $gt: '' } }, { sort: { aggregate: 1 }, projection })) {
        if (aggregate === newest) continue
        newest = aggregate
        count += 1
        if (count % chains === 0) ends.push(aggregate)
      }
    })
    return [...ends, null].map((upTo, at) => ({ after: ends[at - 1] ?? '', upTo }))
  }

  async read<T>(slice: DistantSlice, visit: (chains: AsyncIterable<DistantChain>, mapEnd: MapEnd | null) => Promise<T>): Promise<T> {
    const newest = await this.#epochs.newest()
    const mapEnd = newest === null ? null : { epoch: newest.index, position: parsePosition(newest.cursor) }
    // What the map holds is in the chains already: so they are looked at after it.
    const mapped = mapEnd === null ? new Map<string, MappedVersion[]>() : await this.#mappedOf(slice, mapEnd)
    const heads = await this.#headsOf(slice)
    return visit(this.#chains(heads, mapped), mapEnd)
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async *#chains(heads: ReadonlyMap<string, Head>, mapped: ReadonlyMap<string, readonly MappedVersion[]>): AsyncGenerator<DistantChain> {
    for (const [name, head] of heads)
      yield { name, aggregate: aggregateOf(name), head, mapped: mapped.get(name) ?? [], events: this.#eventsOf(name, head.version) }
    for (const [name, versions] of mapped)
      if (!heads.has(name)) yield { name, aggregate: null, head: null, mapped: versions, events: this.#eventsOf(name, 0) }
  }

  /** The newest settled commit of each aggregate, by names. */
  #headsOf(slice: DistantSlice): Promise<ReadonlyMap<string, Head>> {
    return this.#connection.ask(async () => {
      const heads = new Map<string, Head>()
      const projection = { _id: 0, aggregate: 1, last: 1, hash: 1, pending: 1 } as const
      const cursor = this.#commits.find({ aggregate: within(slice) }, { sort: { aggregate: 1, last: 1 }, projection })
      for await (const { aggregate, last, hash, pending } of cursor) if (!pending) heads.set(aggregate, { version: last, hash })
      return heads
    })
  }

  async #mappedOf(slice: DistantSlice, { epoch }: MapEnd): Promise<ReadonlyMap<string, MappedVersion[]>> {
    const filter = { aggregate: within(slice), epoch: { $lte: epoch } }
    const found = await this.#connection.ask(() => this.#heads.find(filter, { sort: { aggregate: 1, epoch: 1 } }).toArray())
    const made = await this.#epochs.attemptsAt([...new Set(found.map(({ epoch }) => epoch))])
    const mapped = new Map<string, MappedVersion[]>()
    for (const { aggregate, version, hash, epoch, attempt } of found) {
      // What was staged by an attempt that was broken off counts for nothing.
      if (made.get(epoch) !== attempt) continue
      const versions = mapped.get(aggregate) ?? []
      versions.push({ version, hash: hexOf(bytesOf(hash)), epoch })
      mapped.set(aggregate, versions)
    }
    return mapped
  }

  async *#eventsOf(aggregate: string, upTo: number): AsyncGenerator<readonly ScannedEvent[]> {
    for (let after = 0; after < upTo; ) {
      const filter = { aggregate, last: { $gt: after, $lte: upTo } }
      const found = await this.#connection.ask(() => this.#commits.find(filter, { sort: { last: 1 }, limit: PIECE }).toArray())
      const events = found.flatMap(({ first, position = 0, events }) =>
        events.map(({ header, salt, content, hash }, i) => ({ version: first + i, position: position + i, header, salt, content, hash })),
      )
      if (events.length > 0) yield events
      const last = found.at(-1)
      if (last === undefined) return
      after = last.last
    }
  }
}

function within({ after, upTo }: DistantSlice): { readonly $gt: string; readonly $lte?: string } {
  return upTo === null ? { $gt: after } : { $gt: after, $lte: upTo }
}
