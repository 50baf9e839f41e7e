import { type AnchorRow, anchorRowSchema, isInBlock } from '../../../core/anchor/row.ts'
import { type TicketRow, ticketRowSchema } from '../../../core/ticket/row.ts'
import { type PersonRow, personRowSchema } from '../../../core/user/row.ts'
import { personKey } from '../cursors.ts'
import type { SearchText } from '../read-models.ts'
import { searchWords } from '../search-words.ts'
import { priorityWeight } from '../ticket-key.ts'
import { labelSetOf, listsWith } from './ticket-places.ts'

/** The one document that says which rows count: those of its generation. `cursor` is empty where nothing has been projected. */
export type ProjectionDocument = { readonly _id: string; readonly generation: number; readonly cursor: string }

/** Of two documents with one id, the one of the later generation is newer, then the one of the later version. */
export type Versioned = { readonly generation: number; readonly version: number }

type Document<Row> = Versioned & { readonly _id: string } & Omit<Row, 'id'>

/** `rank` is the priority, as lists are sorted by it; `lists` are those that it stands in, and `labelSet` is by what labels are counted. */
export type TicketDocument = Document<TicketRow> & {
  readonly rank: number
  readonly lists: readonly string[]
  readonly labelSet: string
}
/** `key` is the name, as lists are sorted by it. */
export type PersonDocument = Document<PersonRow> & { readonly key: string }
/** `inBlock` is its state, as proofs ask for it. */
export type AnchorDocument = Document<AnchorRow> & { readonly inBlock: boolean }

/**
 * A text's words, under its ticket and source. One that was taken out stays as a text without words: so an older one can't come back from
 * a server that was slow to write it.
 */
export type WordsDocument = Versioned & { readonly _id: string; readonly ticket: string; readonly words: readonly string[] }

export function ticketDocument({ id, ...row }: TicketRow, generation: number): TicketDocument {
  return { _id: id, generation, rank: priorityWeight(row), lists: listsWith(row), labelSet: labelSetOf(row), ...row }
}

export function personDocument(person: PersonRow, generation: number): PersonDocument {
  const { id, ...row } = person
  return { _id: id, generation, key: personKey(person).name, ...row }
}

export function anchorDocument({ id, ...row }: AnchorRow, generation: number): AnchorDocument {
  return { _id: id, generation, inBlock: isInBlock(row), ...row }
}

export function wordsDocument({ ticket, source, text, version }: SearchText, generation: number): WordsDocument {
  return { _id: `${ticket} ${source}`, generation, version, ticket, words: text === null ? [] : searchWords(text) }
}

export function readTicket({ _id, ...row }: TicketDocument): TicketRow {
  return ticketRowSchema.parse({ id: _id, ...row })
}

export function readPerson({ _id, ...row }: PersonDocument): PersonRow {
  return personRowSchema.parse({ id: _id, ...row })
}

export function readAnchor({ _id, ...row }: AnchorDocument): AnchorRow {
  return anchorRowSchema.parse({ id: _id, ...row })
}
