import type { Aggregate } from '../../../core/events/names.ts'
import type { HeadInMap, MappedHead } from '../proofs.ts'
import type { Head } from '../store.ts'
import type { Connection } from './connection.ts'
import type { Epochs } from './epochs.ts'
import { aggregateKey, aggregateOf } from './event-documents.ts'
import { bytesOf, hexOf } from './packed.ts'
import { attemptKey, type HeadDocument, idsOf, type ProofCollections } from './proof-collections.ts'

const PAGE = 1000
/** So many aggregates are asked about in one go: no more pieces of an index than the database merges in an order. */
const TOGETHER = 150
/** So many heads are read of each of them at first. */
const EACH = 3

/** The heads that epochs have put into the map. */
export class MappedHeads {
  readonly #connection: Connection
  readonly #heads: ProofCollections['heads']
  readonly #epochs: Epochs

  constructor(connection: Connection, { heads }: Pick<ProofCollections, 'heads'>, epochs: Epochs) {
    this.#connection = connection
    this.#heads = heads
    this.#epochs = epochs
  }

  /** Those that an epoch changed, in pages. */
  async *changedBy(index: number): AsyncGenerator<readonly MappedHead[]> {
    const attempt = (await this.#epochs.attemptsAt([index])).get(index)
    if (attempt === undefined) return
    const key = attemptKey(index, attempt)
    for (let after: string | undefined; ; ) {
      const found = { _id: idsOf(key, after) }
      const page = await this.#connection.ask(() => this.#heads.find(found, { sort: { _id: 1 }, limit: PAGE }).toArray())
      const last = page.at(-1)
      if (last === undefined) return
      yield page.map(document => ({ aggregate: aggregateOf(document.aggregate), ...headOf(document) }))
      after = last._id
    }
  }

  /** For each aggregate its head in the map of an epoch, or null. */
  async at(aggregates: readonly Aggregate[], index: number): Promise<readonly (HeadInMap | null)[]> {
    const keys = aggregates.map(aggregateKey)
    const distinct = [...new Set(keys)]
    const found = new Map<string, HeadInMap>()
    for (let from = 0; from < distinct.length; from += TOGETHER)
      for (const document of await this.#newest(distinct.slice(from, from + TOGETHER), index))
        found.set(document.aggregate, { ...headOf(document), epoch: document.epoch })
    return keys.map(key => found.get(key) ?? null)
  }

  /**
   * Of each aggregate the newest head up to an epoch that counts. All of them are read newest first, as far as it takes: where some have been
   * changed often, or a broken-off attempt lies before what counts, the others are settled first and those are asked about again.
   */
  async #newest(keys: readonly string[], index: number): Promise<readonly HeadDocument[]> {
    const found = new Map<string, HeadDocument>()
    for (let open = keys, most = EACH * keys.length; open.length > 0; ) {
      const filter = { aggregate: { $in: open }, epoch: { $lte: index } }
      const options = { sort: { epoch: -1 }, limit: most, hint: 'by_aggregate' } as const
      const page = await this.#connection.ask(() => this.#heads.find(filter, options).toArray())
      const made = await this.#epochs.attemptsAt([...new Set(page.map(({ epoch }) => epoch))])
      for (const head of page) if (made.get(head.epoch) === head.attempt && !found.has(head.aggregate)) found.set(head.aggregate, head)
      if (page.length < most) break
      const rest = open.filter(key => !found.has(key))
      if (rest.length === open.length) most *= 2
      open = rest
    }
    return [...found.values()]
  }
}

function headOf({ version, hash }: HeadDocument): Head {
  return { version, hash: hexOf(bytesOf(hash)) }
}
