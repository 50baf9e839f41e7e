import { type AnchorRow, isInBlock } from '../../../core/anchor/row.ts'
import { compareRows, matchesFilter, type TicketFilter } from '../../../core/ticket/filter.ts'
import type { TicketRow } from '../../../core/ticket/row.ts'
import type { PersonRow } from '../../../core/user/row.ts'
import {
  type AnchorKey,
  formatAnchorCursor,
  formatPersonCursor,
  formatTicketCursor,
  type PersonKey,
  parseAnchorCursor,
  parseLabelCursor,
  parseNumberCursor,
  parsePersonCursor,
  parseTicketCursor,
  personKey,
} from '../cursors.ts'
import { openLocalRows } from '../local-rows.ts'
import { order } from '../order.ts'
import { pageOf, tablePage } from '../pages.ts'
import type { ReadModels } from '../read-models.ts'
import { searchWords } from '../search-words.ts'
import { anchorCells, COLUMNS, type LabelCount, labelCells, MAX_LABELS, personCells, ticketCells } from '../tables.ts'
import { compareKeys, sortKey } from '../ticket-key.ts'

type Text = { readonly ticket: string; readonly words: readonly string[] }

/** `check` throws where the store is closed. */
export function openMemoryReadModels(check: () => void): ReadModels {
  const tickets = new Map<string, TicketRow>()
  const people = new Map<string, PersonRow>()
  const texts = new Map<string, Text>()
  const anchors = new Map<string, AnchorRow>()
  let cursor: string | null = null

  /** The tickets that a filter finds, in no order. */
  function find({ text, ...rest }: TicketFilter): readonly TicketRow[] {
    const rows = [...tickets.values()].filter(row => matchesFilter(row, rest))
    if (text === undefined) return rows
    const asked = searchWords(text)
    const isFound = ({ words }: Text) => asked.length > 0 && asked.every(start => words.some(word => word.startsWith(start)))
    const found = new Set([...texts.values()].filter(isFound).map(({ ticket }) => ticket))
    return rows.filter(row => found.has(row.id))
  }

  function peopleByName(): readonly PersonRow[] {
    return [...people.values()].sort((a, b) => comparePeople(personKey(a), personKey(b)))
  }

  function anchorsInLine(): readonly AnchorRow[] {
    return [...anchors.values()].sort(compareAnchors)
  }

  function countLabels(): readonly LabelCount[] {
    const counts = new Map<string, number>()
    for (const row of tickets.values()) for (const label of new Set(row.labels)) counts.set(label, (counts.get(label) ?? 0) + 1)
    return [...counts].map(([label, tickets]) => ({ label, tickets }))
  }

  const position = async () => {
    check()
    return cursor
  }

  const written = openLocalRows({
    cursor: position,
    async apply(change) {
      check()
      for (const row of change.tickets) tickets.set(row.id, row)
      for (const row of change.people) people.set(row.id, row)
      for (const row of change.anchors) anchors.set(row.id, row)
      for (const { ticket, source, text } of change.texts) {
        if (text === null) texts.delete(`${ticket} ${source}`)
        else texts.set(`${ticket} ${source}`, { ticket, words: searchWords(text) })
      }
      cursor = change.cursor
    },
    async clear() {
      check()
      for (const rows of [tickets, people, texts, anchors]) rows.clear()
      cursor = null
    },
  })

  return {
    cursor: position,
    ...written,
    async tickets(ids) {
      check()
      return ids.flatMap(id => tickets.get(id) ?? [])
    },
    async people(ids) {
      check()
      return ids.flatMap(id => people.get(id) ?? [])
    },
    async ticketByNumber(number) {
      check()
      return [...tickets.values()].find(row => row.number === number)?.id ?? null
    },
    async listTickets(filter, page) {
      check()
      const rows = [...find(filter)].sort((a, b) => compareRows(a, b, filter.sort))
      const end = page.cursor === null ? null : parseTicketCursor(page.cursor, filter.sort)
      const rest = end === null ? rows : rows.filter(row => compareKeys(sortKey(row, filter.sort), end, filter.sort) > 0)
      return pageOf(rest, page.limit, row => formatTicketCursor(row, filter.sort))
    },
    async countTickets(filter) {
      check()
      const rows = find({ ...filter, state: undefined })
      const open = rows.filter(row => row.state === 'open').length
      return { open, solved: rows.length - open }
    },
    async listPeople(page) {
      check()
      return pageOf(peopleAfter(peopleByName(), page.cursor), page.limit, formatPersonCursor)
    },
    async anchors(ids) {
      check()
      return ids.flatMap(id => anchors.get(id) ?? [])
    },
    async listAnchors(page) {
      check()
      const end = page.cursor === null ? null : parseAnchorCursor(page.cursor)
      const rows = anchorsInLine().filter(row => end === null || compareAnchors(row, end) < 0)
      return pageOf([...rows].reverse(), page.limit, formatAnchorCursor)
    },
    async anchorLine(afterSequence, limit) {
      check()
      return anchorsInLine()
        .filter(({ sequence }) => sequence > afterSequence)
        .slice(0, limit)
        .map(({ sequence, seal, txid, transaction }) => ({ sequence, seal, txid, transaction }))
    },
    async anchorCovering(epoch, fromSequence) {
      check()
      return anchorsInLine().find(row => row.sequence >= fromSequence && row.size > epoch && isInBlock(row)) ?? null
    },
    async labels() {
      check()
      return [...countLabels()].sort((a, b) => b.tickets - a.tickets || order(a.label, b.label)).slice(0, MAX_LABELS)
    },
    async table(name, page) {
      check()
      switch (name) {
        case 'tickets': {
          const end = page.cursor === null ? 0 : parseNumberCursor(page.cursor)
          const rows = [...tickets.values()].filter(row => row.number > end).sort((a, b) => a.number - b.number)
          return tablePage(
            COLUMNS.tickets,
            tickets.size,
            pageOf(rows, page.limit, row => String(row.number)),
            ticketCells,
          )
        }
        case 'people':
          return tablePage(
            COLUMNS.people,
            people.size,
            pageOf(peopleAfter(peopleByName(), page.cursor), page.limit, formatPersonCursor),
            personCells,
          )
        case 'anchors': {
          const end = page.cursor === null ? null : parseAnchorCursor(page.cursor)
          const rows = anchorsInLine().filter(row => end === null || compareAnchors(row, end) > 0)
          return tablePage(COLUMNS.anchors, anchors.size, pageOf(rows, page.limit, formatAnchorCursor), anchorCells)
        }
        case 'labels': {
          const end = page.cursor === null ? '' : parseLabelCursor(page.cursor)
          const labels = countLabels()
          const rows = labels.filter(({ label }) => label > end).sort((a, b) => order(a.label, b.label))
          return tablePage(
            COLUMNS.labels,
            labels.length,
            pageOf(rows, page.limit, ({ label }) => label),
            labelCells,
          )
        }
      }
    },
  }
}

function peopleAfter(rows: readonly PersonRow[], cursor: string | null): readonly PersonRow[] {
  if (cursor === null) return rows
  const end = parsePersonCursor(cursor)
  return rows.filter(row => comparePeople(personKey(row), end) > 0)
}

function comparePeople(a: PersonKey, b: PersonKey): number {
  return order(a.name, b.name) || order(a.id, b.id)
}

function compareAnchors(a: AnchorKey, b: AnchorKey): number {
  return a.sequence - b.sequence || order(a.id, b.id)
}
