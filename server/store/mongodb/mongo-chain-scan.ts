import type { DistantChain, DistantChainScan, DistantSlice, MapEnd, ScannedEvent } from '../chain-scan.ts'
import { parsePosition } from '../cursors.ts'
import type { Head } from '../store.ts'
import { readCommits } from './commit-pieces.ts'
import { CommittedHeads } from './committed-heads.ts'
import type { Connection } from './connection.ts'
import { Epochs } from './epochs.ts'
import { type EventCollections, eventCollections } from './event-collections.ts'
import { aggregateOf } from './event-documents.ts'
import { type MappedChain, MappedVersions } from './mapped-versions.ts'
import { opened } from './opened.ts'
import { placesOf } from './placed-commits.ts'
import { proofCollections } from './proof-collections.ts'
import { checkMark } from './schema-mark.ts'

/** A page of a chain is not much longer and heavier than this. */
const PAGE = { events: 500, characters: 1024 * 1024 }

/** So much is read in one call, where it isn't as usual: for tests. */
export type ScanPieces = { readonly heads?: number; readonly mapped?: number }

/**
 * Opens a store's chains to be gone through, while servers work on it: each chain goes as far as its head when its slice was begun, and the
 * map as far as its newest epoch then. However large the store is, no call to the database takes longer for it.
 *
 * @throws UnusableStore where there is no store, or it may not be read; StoreUnavailable
 */
export async function openMongoChainScan({ url }: { readonly url: string }): Promise<DistantChainScan> {
  return opened(url, 'read', async connection => {
    await checkMark(connection)
    return new MongoChainScan(connection)
  })
}

export class MongoChainScan implements DistantChainScan {
  readonly #connection: Connection
  readonly #collections: EventCollections
  readonly #heads: CommittedHeads
  readonly #mapped: MappedVersions
  readonly #epochs: Epochs

  constructor(connection: Connection, { heads, mapped }: ScanPieces = {}) {
    const collections = eventCollections(connection)
    const proofs = proofCollections(connection)
    this.#connection = connection
    this.#collections = collections
    this.#heads = new CommittedHeads(connection, collections, met => placesOf(connection, collections, met), heads)
    this.#epochs = new Epochs(connection, proofs)
    this.#mapped = new MappedVersions(connection, proofs, this.#epochs, mapped)
  }

  async slices(chains: number): Promise<readonly DistantSlice[]> {
    const ends: string[] = []
    let count = 0
    for await (const heads of this.#heads.in({ after: '', upTo: null }))
      for (const name of heads.keys()) {
        count += 1
        if (count % chains === 0) ends.push(name)
      }
    return [...ends, null].map((upTo, at) => ({ after: ends[at - 1] ?? '', upTo }))
  }

  async read<T>(slice: DistantSlice, visit: (chains: AsyncIterable<DistantChain>, mapEnd: MapEnd | null) => Promise<T>): Promise<T> {
    const newest = await this.#epochs.newest()
    const mapEnd = newest === null ? null : { epoch: newest.index, position: parsePosition(newest.cursor) }
    // What the map holds up to here is in the chains already: so they are looked at after it.
    const heads = new Map<string, Head>()
    for await (const piece of this.#heads.in(slice)) for (const [name, head] of piece) heads.set(name, head)
    return visit(this.#chains(heads, mapEnd === null ? none() : this.#mapped.in(slice, mapEnd.epoch)), mapEnd)
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  /** Brings together what is in the order of the same names. */
  async *#chains(heads: ReadonlyMap<string, Head>, mapped: AsyncGenerator<MappedChain, undefined>): AsyncGenerator<DistantChain> {
    let next = await mapped.next()
    for (const [name, head] of heads) {
      for (; next.value !== undefined && isBefore(next.value.name, name); next = await mapped.next()) yield lost(next.value)
      const own = next.value?.name === name ? next.value.versions : null
      if (own !== null) next = await mapped.next()
      yield { name, aggregate: aggregateOf(name), head, mapped: own ?? [], events: this.#eventsOf(name, head.version) }
    }
    for (; next.value !== undefined; next = await mapped.next()) yield lost(next.value)
  }

  async *#eventsOf(aggregate: string, upTo: number): AsyncGenerator<readonly ScannedEvent[]> {
    const { commits } = this.#collections
    for (let after = 0; after < upTo; ) {
      const found = await this.#connection.ask(() => readCommits(commits, { aggregate, after, upTo }, PAGE))
      const unmarked = found.filter(({ position }) => position === undefined)
      const places = await placesOf(this.#connection, this.#collections, unmarked)
      const events = found.flatMap(({ first, hash, position = places.get(hash) ?? 0, events }) =>
        events.map(({ header, salt, content, hash }, i) => ({ version: first + i, position: position + i, header, salt, content, hash })),
      )
      if (events.length > 0) yield events
      const last = found.at(-1)
      if (last === undefined) return
      after = last.last
    }
  }
}

/** A chain that is gone, or whose name is, though epochs have put it into the map. */
function lost({ name, versions }: MappedChain): DistantChain {
  return { name, aggregate: null, head: null, mapped: versions, events: none() }
}

async function* none(): AsyncGenerator<never, undefined> {}

/** As the database orders texts. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0
}
