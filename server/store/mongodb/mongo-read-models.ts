import {
  formatAnchorCursor,
  formatPersonCursor,
  formatTicketCursor,
  parseAnchorCursor,
  parseLabelCursor,
  parseNumberCursor,
  parsePersonCursor,
  parseTicketCursor,
} from '../cursors.ts'
import { RowsBegunAnew } from '../errors.ts'
import { pageOf, tablePage } from '../pages.ts'
import type { ReadModels, TableName, TablePage } from '../read-models.ts'
import type { PageRequest } from '../store.ts'
import { anchorCells, COLUMNS, labelCells, personCells, ticketCells } from '../tables.ts'
import type { Connection } from './connection.ts'
import { LabelCounts } from './label-counts.ts'
import { ProjectionState } from './projection.ts'
import { readModelCollections } from './read-model-collections.ts'
import { RowReads } from './row-reads.ts'
import { putRows } from './row-writes.ts'
import { Sweeping } from './sweeping.ts'
import { TicketLists } from './ticket-lists.ts'

/**
 * Read models without transactions, written by one server or, for a moment, by several. What holds:
 *
 * - `apply` writes rows first and the cursor last, each row only in the place of an older one, and the cursor only forward. So the cursor is
 *   never ahead of the rows; where a server dies in between, some rows are ahead of it, and whoever goes on from the cursor writes the same
 *   rows again, or passes over what they have taken.
 * - `clear` takes one step: it begins another generation, and rows of earlier ones count no more. They are deleted piece by
 *   piece, with each `apply` (sweeping.ts).
 * - Whoever follows the feed for a generation writes into no other one: where theirs counts no more, `apply` rejects, also where that came to
 *   be while it was at work.
 */
export function openMongoReadModels(connection: Connection, now: () => number = () => performance.now()): ReadModels {
  const collections = readModelCollections(connection)
  const projection = new ProjectionState(connection, collections.projection)
  const rows = new RowReads(connection, collections, now)
  const lists = new TicketLists(connection, collections, now)
  const labelCounts = new LabelCounts(connection, collections, now)
  const sweeping = new Sweeping(connection)

  async function table(name: TableName, { limit, cursor }: PageRequest, generation: number): Promise<TablePage> {
    switch (name) {
      case 'tickets': {
        const found = await rows.ticketsFrom(cursor === null ? 0 : parseNumberCursor(cursor) + 1, limit + 1, generation)
        const { open, solved } = await lists.count({ sort: 'number' }, generation)
        return tablePage(
          COLUMNS.tickets,
          open + solved,
          pageOf(found, limit, row => String(row.number)),
          ticketCells,
        )
      }
      case 'people': {
        const found = await rows.peopleAfter(cursor === null ? null : parsePersonCursor(cursor), limit + 1, generation)
        return tablePage(COLUMNS.people, await rows.count(name, generation), pageOf(found, limit, formatPersonCursor), personCells)
      }
      case 'anchors': {
        const found = await rows.anchorsBeyond(cursor === null ? null : parseAnchorCursor(cursor), 1, limit + 1, generation)
        return tablePage(COLUMNS.anchors, await rows.count(name, generation), pageOf(found, limit, formatAnchorCursor), anchorCells)
      }
      case 'labels': {
        const after = cursor === null ? '' : parseLabelCursor(cursor)
        const all = await labelCounts.all(generation)
        const found = all.filter(({ label }) => label > after)
        return tablePage(
          COLUMNS.labels,
          all.length,
          pageOf(found, limit, ({ label }) => label),
          labelCells,
        )
      }
    }
  }

  return {
    async cursor() {
      return (await projection.read()).cursor
    },
    async follow() {
      const { generation, cursor } = await projection.read()
      return {
        cursor,
        async apply(change) {
          if ((await projection.read()).generation !== generation) throw new RowsBegunAnew()
          await sweeping.goOn(generation)
          await putRows(connection, change, generation)
          if (!(await projection.moveTo(generation, change.cursor))) throw new RowsBegunAnew()
        },
      }
    },
    async clear() {
      await projection.begin()
    },
    tickets: ids => projection.query(generation => rows.tickets(ids, generation)),
    people: ids => projection.query(generation => rows.people(ids, generation)),
    ticketByNumber: number => projection.query(generation => rows.ticketByNumber(number, generation)),
    async listTickets(filter, { limit, cursor }) {
      const after = cursor === null ? null : parseTicketCursor(cursor, filter.sort)
      const found = await projection.query(generation => lists.list(filter, after, limit + 1, generation))
      return pageOf(found, limit, row => formatTicketCursor(row, filter.sort))
    },
    countTickets: filter => projection.query(generation => lists.count(filter, generation)),
    async listPeople({ limit, cursor }) {
      const after = cursor === null ? null : parsePersonCursor(cursor)
      return pageOf(await projection.query(generation => rows.peopleAfter(after, limit + 1, generation)), limit, formatPersonCursor)
    },
    anchors: ids => projection.query(generation => rows.anchors(ids, generation)),
    async listAnchors({ limit, cursor }) {
      const before = cursor === null ? null : parseAnchorCursor(cursor)
      const found = await projection.query(generation => rows.anchorsBeyond(before, -1, limit + 1, generation))
      return pageOf(found, limit, formatAnchorCursor)
    },
    anchorLine: (afterSequence, limit) => projection.query(generation => rows.anchorLine(afterSequence, limit, generation)),
    anchorCovering: (epoch, fromSequence) => projection.query(generation => rows.anchorCovering(epoch, fromSequence, generation)),
    labels: () => projection.query(generation => labelCounts.mostUsed(generation)),
    table: (name, page) => projection.query(generation => table(name, page, generation)),
  }
}
