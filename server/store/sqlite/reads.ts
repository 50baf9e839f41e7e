import type { Aggregate } from '../../../core/events/names.ts'
import type { TicketFilter } from '../../../core/ticket/filter.ts'
import type { AnchorKey, PersonKey } from '../cursors.ts'
import type { TableName } from '../read-models.ts'
import type { EventFilter } from '../store.ts'
import type { TicketKey } from '../ticket-key.ts'
import * as anchors from './anchor-rows.ts'
import * as blocks from './block-headers.ts'
import type { Database } from './database.ts'
import * as epochs from './epoch-reads.ts'
import * as events from './event-reads.ts'
import { keptProof, keptProofs } from './kept-proofs.ts'
import { readNodes } from './map-nodes.ts'
import { findNote, findNotes, leased } from './notes-and-leases.ts'
import * as rows from './row-reads.ts'
import * as small from './small-tables.ts'

/** Everything the reader can be asked for. */
export type Reads = ReturnType<typeof openReads>

export function openReads(database: Database) {
  return {
    head: (aggregate: Aggregate) => events.head(database, aggregate),
    headsAfter: (row: number, limit: number) => events.headsAfter(database, row, limit),
    outcome: (aggregate: Aggregate, command: string) => events.outcome(database, aggregate, command),
    chainPage: (aggregate: Aggregate, after: number, limit: number) => events.chainPage(database, aggregate, after, limit),
    boundedChainPage: (aggregate: Aggregate, after: number) => events.boundedChainPage(database, aggregate, after),
    feedPage: (after: number) => events.feedPage(database, after),
    newest: () => events.newest(database),
    eventsPage: (filter: EventFilter, before: number | null, limit: number) => events.eventsPage(database, filter, before, limit),

    snapshot: (aggregate: Aggregate) => small.findSnapshot(database, aggregate),
    lastNumber: () => small.lastNumber(database),
    setting: (name: string) => small.findSetting(database, name),
    settings: () => small.findSettings(database),
    noted: (name: string) => findNote(database, name),
    notes: () => findNotes(database),
    leased: (name: string) => leased(database, name),
    accountByName: (name: string) => small.accountByName(database, name),
    accountByUser: (user: string) => small.accountByUser(database, user),
    countAccounts: () => small.countAccounts(database),
    accountsAfter: (user: string, limit: number) => small.accountsAfter(database, user, limit),
    session: (tokenHash: string) => small.findSession(database, tokenHash),

    readNodes: (hashes: Uint8Array) => readNodes(database, hashes),
    newestEpoch: () => epochs.newestEpoch(database),
    epochsFrom: (from: number, limit: number) => epochs.epochsFrom(database, from, limit),
    changedHeads: (index: number, after: number, limit: number) => epochs.changedHeads(database, index, after, limit),
    headsAt: (aggregates: readonly Aggregate[], index: number) => epochs.headsAt(database, aggregates, index),
    keptProof: (aggregate: Aggregate) => keptProof(database, aggregate),
    keptProofs: (after: number, limit: number) => keptProofs(database, after, limit),

    tip: () => blocks.tip(database),
    headersFrom: (height: number, limit: number) => blocks.headersFrom(database, height, limit),
    headerByHash: (hash: string) => blocks.headerByHash(database, hash),

    projectionCursor: () => rows.projectionCursor(database),
    ticketsById: (ids: readonly string[]) => rows.ticketsById(database, ids),
    peopleById: (ids: readonly string[]) => rows.peopleById(database, ids),
    ticketByNumber: (number: number) => rows.ticketByNumber(database, number),
    listTickets: (filter: TicketFilter, after: TicketKey | null, limit: number) => rows.listTickets(database, filter, after, limit),
    countTickets: (filter: TicketFilter) => rows.countTickets(database, filter),
    listPeople: (after: PersonKey | null, limit: number) => rows.listPeople(database, after, limit),
    anchorsById: (ids: readonly string[]) => anchors.anchorsById(database, ids),
    listAnchors: (side: 'before' | 'after', key: AnchorKey | null, limit: number) => anchors.listAnchors(database, side, key, limit),
    anchorLine: (after: number, limit: number) => anchors.anchorLine(database, after, limit),
    anchorCovering: (epoch: number, fromSequence: number) => anchors.anchorCovering(database, epoch, fromSequence),
    mostUsedLabels: () => rows.mostUsedLabels(database),
    labelsAfter: (label: string, limit: number) => rows.labelsAfter(database, label, limit),
    ticketsAfter: (number: number, limit: number) => rows.ticketsAfter(database, number, limit),
    countRows: (table: TableName) => rows.countRows(database, table),
  }
}
