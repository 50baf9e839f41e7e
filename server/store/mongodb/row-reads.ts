import type { Collection, Filter, Sort } from 'mongodb'
import type { AnchorRow } from '../../../core/anchor/row.ts'
import type { TicketRow } from '../../../core/ticket/row.ts'
import type { PersonRow } from '../../../core/user/row.ts'
import type { AnchorKey, PersonKey } from '../cursors.ts'
import type { LineRow } from '../read-models.ts'
import type { Connection } from './connection.ts'
import { LargeCounts } from './large-counts.ts'
import { oneAfterAnother } from './pieces.ts'
import type { ReadModelCollections } from './read-model-collections.ts'
import { type AnchorDocument, type PersonDocument, readAnchor, readPerson, readTicket, type Versioned } from './read-model-documents.ts'
import { listOf } from './ticket-places.ts'
import { ANY_RANK, ANY_STATE } from './ticket-query.ts'

type Identified = Versioned & { readonly _id: string }

/** The rows of one generation, but for lists of tickets (ticket-lists.ts) and labels (label-counts.ts). */
export class RowReads {
  readonly #connection: Connection
  readonly #collections: ReadModelCollections
  readonly #counts: LargeCounts<number>

  /** `now` in milliseconds, of a clock that never goes back. */
  constructor(connection: Connection, collections: ReadModelCollections, now: () => number) {
    this.#connection = connection
    this.#collections = collections
    this.#counts = new LargeCounts(now, count => count)
  }

  async tickets(ids: readonly string[], generation: number): Promise<readonly TicketRow[]> {
    return (await this.#byId(this.#collections.tickets, ids, generation)).map(readTicket)
  }

  async people(ids: readonly string[], generation: number): Promise<readonly PersonRow[]> {
    return (await this.#byId(this.#collections.people, ids, generation)).map(readPerson)
  }

  async anchors(ids: readonly string[], generation: number): Promise<readonly AnchorRow[]> {
    return (await this.#byId(this.#collections.anchors, ids, generation)).map(readAnchor)
  }

  async ticketByNumber(number: number, generation: number): Promise<string | null> {
    const [ticket] = await this.ticketsFrom(number, 1, generation)
    return ticket?.number === number ? ticket.id : null
  }

  /** In the order of numbers. */
  async ticketsFrom(number: number, limit: number, generation: number): Promise<readonly TicketRow[]> {
    const found = { generation, lists: listOf({}), state: ANY_STATE, rank: ANY_RANK, number: { $gte: number } }
    const options = { sort: { number: 1 }, limit, hint: 'by_number' } as const
    return (await this.#connection.ask(() => this.#collections.tickets.find(found, options).toArray())).map(readTicket)
  }

  async peopleAfter(after: PersonKey | null, limit: number, generation: number): Promise<readonly PersonRow[]> {
    const look = (within: Filter<PersonDocument>) => (limit: number) => {
      const options = { sort: { key: 1, _id: 1 }, limit, hint: 'by_name' } as const
      return this.#connection.ask(() => this.#collections.people.find({ generation, ...within }, options).toArray())
    }
    const pieces = after === null ? [{}] : [{ key: after.name, _id: { $gt: after.id } }, { key: { $gt: after.name } }]
    return (await oneAfterAnother(limit, pieces.map(look))).map(readPerson)
  }

  async anchorsBeyond(end: AnchorKey | null, direction: 1 | -1, limit: number, generation: number): Promise<readonly AnchorRow[]> {
    const look = (within: Filter<AnchorDocument>) => (limit: number) => {
      const options = { sort: { sequence: direction, _id: direction }, limit, hint: 'by_sequence' } as const
      return this.#connection.ask(() => this.#collections.anchors.find({ generation, ...within }, options).toArray())
    }
    const beyond = direction === 1 ? '$gt' : '$lt'
    const pieces = end === null ? [{}] : [{ sequence: end.sequence, _id: { [beyond]: end.id } }, { sequence: { [beyond]: end.sequence } }]
    return (await oneAfterAnother(limit, pieces.map(look))).map(readAnchor)
  }

  async anchorLine(afterSequence: number, limit: number, generation: number): Promise<readonly LineRow[]> {
    const filter = { generation, sequence: { $gt: afterSequence } }
    const options = { sort: { sequence: 1, _id: 1 }, limit, hint: 'by_sequence' } as const
    const fields = { _id: 0, sequence: 1, seal: 1, txid: 1, transaction: 1 } as const
    return this.#connection.ask(() => this.#collections.anchors.find(filter, options).project<LineRow>(fields).toArray())
  }

  /** The first one in a block, from a place on, that holds an epoch: by size it is most often the first at all that does. */
  async anchorCovering(epoch: number, fromSequence: number, generation: number): Promise<AnchorRow | null> {
    const holding = { generation, inBlock: true, size: { $gt: epoch } }
    const first = await this.#firstAnchor(holding, { size: 1, sequence: 1 }, 'by_size')
    if (first === null || first.sequence >= fromSequence) return first
    // By its place: only those at the end of the line, which are few, aren't in a block.
    return this.#firstAnchor({ ...holding, sequence: { $gte: fromSequence } }, { sequence: 1, _id: 1 }, 'by_sequence')
  }

  /** How many people, or anchors, there are. Large numbers can be some seconds old (LargeCounts). */
  async count(name: 'people' | 'anchors', generation: number): Promise<number> {
    const collection: Collection<Identified> = this.#connection.collection(name)
    const hint = name === 'people' ? 'by_name' : 'by_sequence'
    return this.#counts.get(`${generation} ${name}`, () => this.#connection.ask(() => collection.countDocuments({ generation }, { hint })))
  }

  async #firstAnchor(filter: Filter<AnchorDocument>, sort: Sort, hint: string): Promise<AnchorRow | null> {
    const found = await this.#connection.ask(() => this.#collections.anchors.findOne(filter, { sort, hint }))
    return found === null ? null : readAnchor(found)
  }

  /** In the order asked for. */
  async #byId<D extends Identified>(collection: Collection<D>, ids: readonly string[], generation: number): Promise<readonly D[]> {
    const filter = { _id: { $in: ids }, generation } as unknown as Filter<D>
    const found = await this.#connection.ask(() => collection.find<D>(filter).toArray())
    const byId = new Map(found.map(document => [document._id, document]))
    return ids.flatMap(id => byId.get(id) ?? [])
  }
}
