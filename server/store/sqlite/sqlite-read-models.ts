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
import { pageOf, tablePage } from '../pages.ts'
import type { ReadModelReads } from '../store-reads.ts'
import { anchorCells, COLUMNS, labelCells, personCells, ticketCells } from '../tables.ts'
import type { Reads } from './reads.ts'
import type { WorkerClient } from './worker-client.ts'

export function openReadModelReads(reader: WorkerClient<Reads>): ReadModelReads {
  return {
    cursor: () => reader.call('projectionCursor'),
    tickets: ids => reader.call('ticketsById', ids),
    people: ids => reader.call('peopleById', ids),
    ticketByNumber: number => reader.call('ticketByNumber', number),
    async listTickets(filter, { limit, cursor }) {
      const after = cursor === null ? null : parseTicketCursor(cursor, filter.sort)
      const rows = await reader.call('listTickets', filter, after, limit + 1)
      return pageOf(rows, limit, row => formatTicketCursor(row, filter.sort))
    },
    countTickets: filter => reader.call('countTickets', filter),
    async listPeople({ limit, cursor }) {
      const after = cursor === null ? null : parsePersonCursor(cursor)
      return pageOf(await reader.call('listPeople', after, limit + 1), limit, formatPersonCursor)
    },
    anchors: ids => reader.call('anchorsById', ids),
    async listAnchors({ limit, cursor }) {
      const before = cursor === null ? null : parseAnchorCursor(cursor)
      return pageOf(await reader.call('listAnchors', 'before', before, limit + 1), limit, formatAnchorCursor)
    },
    anchorLine: (afterSequence, limit) => reader.call('anchorLine', afterSequence, limit),
    anchorCovering: (epoch, fromSequence) => reader.call('anchorCovering', epoch, fromSequence),
    labels: () => reader.call('mostUsedLabels'),
    async table(name, { limit, cursor }) {
      const total = () => reader.call('countRows', name)
      switch (name) {
        case 'tickets': {
          const rows = await reader.call('ticketsAfter', cursor === null ? 0 : parseNumberCursor(cursor), limit + 1)
          return tablePage(
            COLUMNS.tickets,
            await total(),
            pageOf(rows, limit, row => String(row.number)),
            ticketCells,
          )
        }
        case 'people': {
          const rows = await reader.call('listPeople', cursor === null ? null : parsePersonCursor(cursor), limit + 1)
          return tablePage(COLUMNS.people, await total(), pageOf(rows, limit, formatPersonCursor), personCells)
        }
        case 'anchors': {
          const rows = await reader.call('listAnchors', 'after', cursor === null ? null : parseAnchorCursor(cursor), limit + 1)
          return tablePage(COLUMNS.anchors, await total(), pageOf(rows, limit, formatAnchorCursor), anchorCells)
        }
        case 'labels': {
          const rows = await reader.call('labelsAfter', cursor === null ? '' : parseLabelCursor(cursor), limit + 1)
          return tablePage(
            COLUMNS.labels,
            await total(),
            pageOf(rows, limit, ({ label }) => label),
            labelCells,
          )
        }
      }
    },
  }
}
