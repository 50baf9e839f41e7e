import type { Collection, Filter, Sort } from 'mongodb'
import type { AnchorRow } from '../../../core/anchor/row.ts'
import type { TicketRow } from '../../../core/ticket/row.ts'
import type { PersonRow } from '../../../core/user/row.ts'
import type { AnchorKey, PersonKey } from '../cursors.ts'
import type { LineRow } from '../read-models.ts'
import { type LabelCount, MAX_LABELS } from '../tables.ts'
import type { Connection } from './connection.ts'
import type { ReadModelCollections } from './read-model-collections.ts'
import { type AnchorDocument, readAnchor, readPerson, readTicket, type Versioned } from './read-model-documents.ts'

type Identified = Versioned & { readonly _id: string }

/** The rows of one generation, but for lists of tickets (ticket-lists.ts). */
export class RowReads {
  readonly #connection: Connection
  readonly #collections: ReadModelCollections

  constructor(connection: Connection, collections: ReadModelCollections) {
    this.#connection = connection
    this.#collections = collections
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
    const found = { generation, state: { $in: ['open', 'solved'] as const }, number: { $gte: number } }
    const options = { sort: { number: 1 }, limit, hint: 'by_number' } as const
    return (await this.#connection.ask(() => this.#collections.tickets.find(found, options).toArray())).map(readTicket)
  }

  async peopleAfter(after: PersonKey | null, limit: number, generation: number): Promise<readonly PersonRow[]> {
    const beyond = after === null ? {} : { key: { $gte: after.name }, $or: [{ key: { $gt: after.name } }, { _id: { $gt: after.id } }] }
    const options = { sort: { key: 1, _id: 1 }, limit, hint: 'by_name' } as const
    const found = await this.#connection.ask(() => this.#collections.people.find({ generation, ...beyond }, options).toArray())
    return found.map(readPerson)
  }

  async anchorsBeyond(end: AnchorKey | null, direction: 1 | -1, limit: number, generation: number): Promise<readonly AnchorRow[]> {
    const options = { sort: { sequence: direction, _id: direction }, limit, hint: 'by_sequence' } as const
    const filter: Filter<AnchorDocument> = { generation, ...(end === null ? {} : keysBeyond(end, direction)) }
    return (await this.#connection.ask(() => this.#collections.anchors.find(filter, options).toArray())).map(readAnchor)
  }

  async anchorLine(afterSequence: number, limit: number, generation: number): Promise<readonly LineRow[]> {
    const projection = { _id: 0, sequence: 1, seal: 1, txid: 1, transaction: 1 } as const
    const options = { projection, sort: { sequence: 1, _id: 1 }, limit, hint: 'by_sequence' } as const
    const filter = { generation, sequence: { $gt: afterSequence } }
    return this.#connection.ask(() => this.#collections.anchors.find(filter, options).project<LineRow>(projection).toArray())
  }

  /** The first one in a block, from a place on, that holds an epoch: by size it is most often the first at all that does. */
  async anchorCovering(epoch: number, fromSequence: number, generation: number): Promise<AnchorRow | null> {
    const holding = { generation, inBlock: true, size: { $gt: epoch } }
    const first = await this.#firstAnchor(holding, { size: 1, sequence: 1 }, 'by_size')
    if (first === null || first.sequence >= fromSequence) return first
    // By its place: only those at the end of the line, which are few, aren't in a block.
    return this.#firstAnchor({ ...holding, sequence: { $gte: fromSequence } }, { sequence: 1, _id: 1 }, 'by_sequence')
  }

  async mostUsedLabels(generation: number): Promise<readonly LabelCount[]> {
    return this.#countLabels(generation, {}, [{ $sort: { tickets: -1, _id: 1 } }, { $limit: MAX_LABELS }])
  }

  async labelsAfter(label: string, limit: number, generation: number): Promise<readonly LabelCount[]> {
    return this.#countLabels(generation, { labels: { $gt: label } }, [{ $sort: { _id: 1 } }, { $limit: limit }])
  }

  async labelsInUse(generation: number): Promise<number> {
    return (await this.#countLabels(generation, {}, [])).length
  }

  async rows(name: 'tickets' | 'people' | 'anchors', generation: number): Promise<number> {
    const collection: Collection<Identified> = this.#connection.collection(name)
    return this.#connection.ask(() => collection.countDocuments({ generation }))
  }

  async #firstAnchor(filter: Filter<AnchorDocument>, sort: Sort, hint: string): Promise<AnchorRow | null> {
    const found = await this.#connection.ask(() => this.#collections.anchors.findOne(filter, { sort, hint }))
    return found === null ? null : readAnchor(found)
  }

  /** Counted from the tickets: so they are exact at every moment. */
  async #countLabels(generation: number, which: object, steps: readonly object[]): Promise<readonly LabelCount[]> {
    const pipeline = [
      { $match: { generation, ...which } },
      { $unwind: '$labels' },
      { $match: which },
      { $group: { _id: '$labels', tickets: { $sum: 1 } } },
      ...steps,
    ]
    const counted = await this.#connection.ask(() =>
      this.#collections.tickets.aggregate<{ _id: string; tickets: number }>(pipeline, { hint: 'by_label' }).toArray(),
    )
    return counted.map(({ _id, tickets }) => ({ label: _id, tickets }))
  }

  /** In the order asked for. */
  async #byId<D extends Identified>(collection: Collection<D>, ids: readonly string[], generation: number): Promise<readonly D[]> {
    const filter = { _id: { $in: ids }, generation } as unknown as Filter<D>
    const found = await this.#connection.ask(() => collection.find<D>(filter).toArray())
    const byId = new Map(found.map(document => [document._id, document]))
    return ids.flatMap(id => byId.get(id) ?? [])
  }
}

function keysBeyond({ sequence, id }: AnchorKey, direction: 1 | -1): Filter<AnchorDocument> {
  if (direction === 1) return { sequence: { $gte: sequence }, $or: [{ sequence: { $gt: sequence } }, { _id: { $gt: id } }] }
  return { sequence: { $lte: sequence }, $or: [{ sequence: { $lt: sequence } }, { _id: { $lt: id } }] }
}
