import { compareRows, type TicketFilter } from '../../../core/ticket/filter.ts'
import type { TicketRow } from '../../../core/ticket/row.ts'
import type { TicketKey } from '../ticket-key.ts'
import type { Connection } from './connection.ts'
import { LargeCounts } from './large-counts.ts'
import { oneAfterAnother } from './pieces.ts'
import type { ReadModelCollections } from './read-model-collections.ts'
import { readTicket } from './read-model-documents.ts'
import { ANY_STATE, ticketQuery, ticketsIn } from './ticket-query.ts'
import { ticketsWithWords } from './ticket-search.ts'

export type TicketCounts = { readonly open: number; readonly solved: number }

/** The tickets of one generation, in lists and numbers. */
export class TicketLists {
  readonly #connection: Connection
  readonly #collections: Pick<ReadModelCollections, 'tickets' | 'texts'>
  readonly #counts: LargeCounts<TicketCounts>

  /** `now` in milliseconds, of a clock that never goes back. */
  constructor(connection: Connection, collections: Pick<ReadModelCollections, 'tickets' | 'texts'>, now: () => number) {
    this.#connection = connection
    this.#collections = collections
    this.#counts = new LargeCounts(now, ({ open, solved }) => open + solved)
  }

  /** The first `limit` rows after a key. */
  async list(filter: TicketFilter, after: TicketKey | null, limit: number, generation: number): Promise<readonly TicketRow[]> {
    if (filter.text !== undefined) return this.#listWithWords(filter, filter.text, after, limit, generation)
    const { filter: found, pieces, index } = ticketQuery(filter, after, generation)
    const lookups = pieces.map(({ within, sort }) => (limit: number) => {
      const options = { sort, limit, hint: index }
      return this.#connection.ask(() => this.#collections.tickets.find({ ...found, ...within }, options).toArray())
    })
    return (await oneAfterAnother(limit, lookups)).map(readTicket)
  }

  /** How many there are in each state, whatever the filter says of it. Large numbers can be some seconds old (LargeCounts). */
  async count(filter: TicketFilter, generation: number): Promise<TicketCounts> {
    const { assignee, label, priority, text } = filter
    return this.#counts.get(JSON.stringify([generation, assignee, label, priority, text]), async () => {
      if (text !== undefined) return this.#countWithWords(filter, text, generation)
      const [open, solved] = await Promise.all([this.#count('open', filter, generation), this.#count('solved', filter, generation)])
      return { open, solved }
    })
  }

  /** What has the words is found in batches, in no order. Of each batch, those that stand first in it may be first of all. */
  async #listWithWords(
    filter: TicketFilter,
    text: string,
    after: TicketKey | null,
    limit: number,
    generation: number,
  ): Promise<readonly TicketRow[]> {
    const { filter: found, pieces, sort } = ticketQuery(filter, after, generation)
    if (pieces.length === 0) return []
    const within = { ...found, $or: pieces.map(({ within }) => within) }
    let first: readonly TicketRow[] = []
    for await (const ids of ticketsWithWords(this.#connection, this.#collections, text, generation)) {
      const among = { ...within, _id: { $in: ids } }
      const options = { sort, limit, hint: '_id_' } as const
      const rows = (await this.#connection.ask(() => this.#collections.tickets.find(among, options).toArray())).map(readTicket)
      first = [...first, ...rows].sort((a, b) => compareRows(a, b, filter.sort)).slice(0, limit)
    }
    return first
  }

  #count(state: TicketRow['state'], filter: TicketFilter, generation: number): Promise<number> {
    const found = ticketsIn(state, filter, generation)
    return this.#connection.ask(() => this.#collections.tickets.countDocuments(found, { hint: 'by_number' }))
  }

  async #countWithWords(filter: TicketFilter, text: string, generation: number): Promise<TicketCounts> {
    let [open, solved] = [0, 0]
    for await (const ids of ticketsWithWords(this.#connection, this.#collections, text, generation)) {
      const among = { ...ticketsIn(ANY_STATE, filter, generation), _id: { $in: ids } }
      const steps = [{ $match: among }, { $group: { _id: '$state', tickets: { $sum: 1 } } }]
      const counted = await this.#connection.ask(() =>
        this.#collections.tickets.aggregate<{ _id: TicketRow['state']; tickets: number }>(steps, { hint: '_id_' }).toArray(),
      )
      const counts = new Map(counted.map(({ _id, tickets }) => [_id, tickets]))
      open += counts.get('open') ?? 0
      solved += counts.get('solved') ?? 0
    }
    return { open, solved }
  }
}
