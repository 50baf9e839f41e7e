import type { Filter } from 'mongodb'
import { compareRows, type TicketFilter } from '../../../core/ticket/filter.ts'
import type { TicketRow } from '../../../core/ticket/row.ts'
import type { TicketKey } from '../ticket-key.ts'
import type { Connection } from './connection.ts'
import type { ReadModelCollections } from './read-model-collections.ts'
import { readTicket, type TicketDocument } from './read-model-documents.ts'
import { countIndexOf, matching, ticketQuery } from './ticket-query.ts'
import { ticketsWithWords } from './ticket-search.ts'

export type TicketCounts = { readonly open: number; readonly solved: number }

/** The tickets of one generation, in lists and numbers. */
export class TicketLists {
  readonly #connection: Connection
  readonly #collections: Pick<ReadModelCollections, 'tickets' | 'texts'>

  constructor(connection: Connection, collections: Pick<ReadModelCollections, 'tickets' | 'texts'>) {
    this.#connection = connection
    this.#collections = collections
  }

  /** The first `limit` rows after a key. */
  async list(filter: TicketFilter, after: TicketKey | null, limit: number, generation: number): Promise<readonly TicketRow[]> {
    const query = ticketQuery(filter, after, generation)
    const find = async (found: Filter<TicketDocument>, hint: string) => {
      const documents = await this.#connection.ask(() => this.#collections.tickets.find(found, { sort: query.sort, limit, hint }).toArray())
      return documents.map(readTicket)
    }
    if (filter.text === undefined) return find(query.filter, query.index)
    let first: readonly TicketRow[] = []
    for await (const ids of this.#withWords(filter.text, generation)) {
      const rows = await find({ ...query.filter, _id: { $in: [...ids] } }, '_id_')
      first = [...first, ...rows].sort((a, b) => compareRows(a, b, filter.sort)).slice(0, limit)
    }
    return first
  }

  /** How many there are in each state, whatever the filter says of it. */
  async count(filter: TicketFilter, generation: number): Promise<TicketCounts> {
    const found = matching({ ...filter, state: undefined }, generation)
    if (filter.text === undefined) return this.#count(found, countIndexOf(filter))
    let counts: TicketCounts = { open: 0, solved: 0 }
    for await (const ids of this.#withWords(filter.text, generation)) {
      const { open, solved } = await this.#count({ ...found, _id: { $in: [...ids] } }, '_id_')
      counts = { open: counts.open + open, solved: counts.solved + solved }
    }
    return counts
  }

  async #count(found: Filter<TicketDocument>, hint: string): Promise<TicketCounts> {
    const steps = [{ $match: found }, { $group: { _id: '$state', tickets: { $sum: 1 } } }]
    const counted = await this.#connection.ask(() =>
      this.#collections.tickets.aggregate<{ _id: TicketRow['state']; tickets: number }>(steps, { hint }).toArray(),
    )
    const counts = new Map(counted.map(({ _id, tickets }) => [_id, tickets]))
    return { open: counts.get('open') ?? 0, solved: counts.get('solved') ?? 0 }
  }

  #withWords(text: string, generation: number): AsyncGenerator<readonly string[]> {
    return ticketsWithWords(this.#connection, this.#collections, text, generation)
  }
}
