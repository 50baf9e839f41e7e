import type { AnchorRow } from '../../core/anchor/row.ts'
import type { TicketFilter } from '../../core/ticket/filter.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import type { PersonRow } from '../../core/user/row.ts'
import type { Page, PageRequest } from './store.ts'

/** A searchable text of a ticket: its own (`source` is `ticket`), or a comment's (`source` is the comment's id). */
export type SearchText = {
  readonly ticket: string
  readonly source: string
  /** Null takes it out of the index. */
  readonly text: string | null
  /** Of the event that it is from: where several servers write, an older text never replaces a newer one. */
  readonly version: number
}

/** Rows to be written, and how far the feed has been followed with them. */
export type ReadModelChange = {
  readonly tickets: readonly TicketRow[]
  readonly people: readonly PersonRow[]
  readonly texts: readonly SearchText[]
  readonly anchors: readonly AnchorRow[]
  readonly cursor: string
}

export const TABLES = ['tickets', 'people', 'labels', 'anchors'] as const
export type TableName = (typeof TABLES)[number]
export type Cell = string | number | null
/** A read model as it lies in the store, for the data page. */
export type TablePage = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly total: number
  readonly next: string | null
}

/** An anchor as a link of the line. */
export type LineRow = Pick<AnchorRow, 'sequence' | 'seal' | 'txid' | 'transaction'>

/** The rows, for who writes them while following the feed. */
export interface FollowedRows {
  /** How far they followed the feed when this was asked for; null where nothing had been projected. To be gone on from. */
  readonly cursor: string | null

  /**
   * Writes rows and cursor in one step. A row replaces the one with its id; `labels` follow from the rows. Once the rows have been thrown
   * away nothing of it counts, whoever has asked for what since then. @throws RowsBegunAnew in that case
   */
  apply(change: ReadModelChange): Promise<void>
}

/** What lists and pages read: made from the feed alone, and can be thrown away and made again to exactly the same content. */
export interface ReadModels {
  /** How far the rows follow the feed; null where nothing has been projected. */
  cursor(): Promise<string | null>

  /** Begins to write the rows from where they are. */
  follow(): Promise<FollowedRows>

  /** Empties all read models and the cursor. */
  clear(): Promise<void>

  /** Rows by id; what isn't there is left out. */
  tickets(ids: readonly string[]): Promise<readonly TicketRow[]>
  people(ids: readonly string[]): Promise<readonly PersonRow[]>

  /** The id of ticket #n. */
  ticketByNumber(number: number): Promise<string | null>

  /**
   * A page of a list in the order of `compareRows`. Text: every word must stand (as the beginning of a word, without regard to
   * case and accents) in title and body, or in one comment; a text without any word finds nothing. @throws BadCursor
   */
  listTickets(filter: TicketFilter, page: PageRequest): Promise<Page<TicketRow>>

  /** How many tickets the filter finds in each state, whatever `filter.state` says. */
  countTickets(filter: TicketFilter): Promise<{ readonly open: number; readonly solved: number }>

  /** People ordered by name, those without one last. @throws BadCursor */
  listPeople(page: PageRequest): Promise<Page<PersonRow>>

  anchors(ids: readonly string[]): Promise<readonly AnchorRow[]>
  /** Newest first, by place in the line. @throws BadCursor */
  listAnchors(page: PageRequest): Promise<Page<AnchorRow>>
  /** Those after a place in the line, in its order, at most `limit` (1–1000): of each what a line of seals consists of. */
  anchorLine(afterSequence: number, limit: number): Promise<readonly LineRow[]>
  /**
   * The first anchor in a block, of those from a place in the line on, whose checkpoint's log holds an epoch: whose size is above its index.
   * Null where there is none yet. Sizes never fall along the line, and a line is long: nothing walks along it.
   */
  anchorCovering(epoch: number, fromSequence: number): Promise<AnchorRow | null>

  /** Labels in use with the number of tickets that carry them, most used first, at most 200. */
  labels(): Promise<readonly { readonly label: string; readonly tickets: number }[]>

  /** @throws BadCursor */
  table(name: TableName, page: PageRequest): Promise<TablePage>
}
