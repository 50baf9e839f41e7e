import type { CommandStartedEvent, Document } from 'mongodb'
import { SORTS, type TicketFilter } from '../../../../core/ticket/filter.ts'
import { createCollections } from '../../../../server/store/mongodb/collections.ts'
import type { Connection } from '../../../../server/store/mongodb/connection.ts'
import { EVENT_COLLECTIONS } from '../../../../server/store/mongodb/event-collections.ts'
import { openMongoAccounts } from '../../../../server/store/mongodb/mongo-accounts.ts'
import { openMongoBlocks } from '../../../../server/store/mongodb/mongo-blocks.ts'
import { openMongoEvents } from '../../../../server/store/mongodb/mongo-events.ts'
import { NOTICES } from '../../../../server/store/mongodb/mongo-notices.ts'
import { openMongoProofs } from '../../../../server/store/mongodb/mongo-proofs.ts'
import { openMongoReadModels } from '../../../../server/store/mongodb/mongo-read-models.ts'
import { openMongoSessions } from '../../../../server/store/mongodb/mongo-sessions.ts'
import { ROW_COLLECTIONS } from '../../../../server/store/mongodb/row-collections.ts'
import { TABLES } from '../../../../server/store/read-models.ts'
import { epoch, hashesOf, keptHeader, mappedHead, nodesOf } from '../../../contract/proof-samples.ts'
import { anchorRow, collect, commitAfter, hash, personRow, ticket, ticketRow, uuid } from '../../../contract/samples.ts'
import { putRows } from '../../../support/put-rows.ts'
import type { mongoForTests } from './databases.ts'
import { type Lookup, lookupsIn } from './index-use.ts'

export const COLLECTIONS = [...EVENT_COLLECTIONS, ...ROW_COLLECTIONS, NOTICES]
/** Counted as a whole. */
const COUNTED = new Set(['names'])

/** What lists of tickets are asked for, but for words. */
export const FILTERS: readonly Omit<TicketFilter, 'sort' | 'text'>[] = [
  {},
  { state: 'open' },
  { assignee: uuid(1) },
  { assignee: 'none' },
  { label: 'bug' },
  { priority: 'normal' },
  { priority: 'urgent' },
  { state: 'open', priority: 'urgent' },
  { assignee: 'none', label: 'bug' },
  { state: 'solved', assignee: uuid(1), label: 'bug', priority: 'low' },
]

/** Asks for whatever pages ask for, on an empty database, and answers the commands that went there and look documents up. */
export async function askEverything(
  t: ReturnType<typeof mongoForTests>,
): Promise<{ readonly commands: readonly Document[]; readonly connection: Connection }> {
  const url = t.server.freshUrl()
  const connection = await t.connection(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`)
  await createCollections(connection, COLLECTIONS)
  const commands: Document[] = []
  const note = ({ command }: CommandStartedEvent) => commands.push(command)
  connection.database.client.on('commandStarted', note)
  await askForEvents(connection)
  await askForRows(connection)
  await askForAccounts(connection)
  await askForProofs(connection)
  await askForBlocks(connection)
  connection.database.client.off('commandStarted', note)
  return { commands: commands.filter(command => lookupsIn(command).some(isNarrow)), connection }
}

/** Whether something is looked for, and not all counted. */
export function isNarrow({ collection, filter }: Lookup): boolean {
  return !COUNTED.has(collection) || Object.keys(filter).length > 0
}

/** Whether documents are named by their ids: there are at most some thousand of them, which may be sorted after. */
export function sortsFew({ hint }: Lookup): boolean {
  return hint === '_id_'
}

async function askForEvents(connection: Connection): Promise<void> {
  const events = await openMongoEvents(connection)
  const first = commitAfter(ticket(1), null, { events: 3, guard: 'a place' })
  await events.append(first)
  await events.append(commitAfter(ticket(1), { version: 3, hash: first.events[2]?.hash ?? '' }, { erase: [2] }))
  await events.append(commitAfter(ticket(2), null))
  await events.revoke('another place')
  await events.head(ticket(1))
  await events.outcome(ticket(1), first.events[0]?.fields.commandId ?? '')
  await collect(events.chain(ticket(1), 1))
  await events.chainPage(ticket(1), 1, 2)
  await collect(events.aggregates())
  const [actor, aggregate, type] = [uuid(1), ticket(1), 'comment_added']
  for (const filter of [{}, { actor }, { aggregate }, { type }, { actor, type }, { actor, aggregate, type }]) {
    const { next } = await events.events(filter, { limit: 1, cursor: null })
    await events.events(filter, { limit: 1, cursor: next })
  }
  const stop = new AbortController()
  for await (const { cursor } of events.feed(null, stop.signal)) if (cursor === (await events.newest())) stop.abort()
  await events.erase(ticket(1), 1)
  await events.saveSnapshot(ticket(1), { version: 4, hash: hash(4), machine: 1, state: '{}' })
  await events.snapshot(ticket(1))
  await events.nextNumber()
  await events.settleSetting('origin', 'x')
  await events.setting('origin')
  await events.note('anchoring', 'x')
  await events.noted('anchoring')
  await events.lease('epochs', null, { holder: 'a', renewal: 'first' })
  await events.lease('epochs', 'first', { holder: 'a', renewal: 'second' })
  await events.endLease('epochs', 'a')
}

async function askForRows(connection: Connection): Promise<void> {
  const rows = openMongoReadModels(connection)
  await putRows(rows, {
    tickets: [1, 2, 3].map(n => ticketRow(n, { labels: ['bug'], assignee: uuid(1) })),
    people: [1, 2, 3].map(n => personRow(n)),
    texts: [{ ticket: uuid(1), source: '', text: 'printer on fire', version: 1 }],
    anchors: [1, 2, 3].map(n => anchorRow(n)),
    cursor: '0000000000000001',
  })
  await rows.cursor()
  const asked = [
    ...FILTERS,
    { text: 'prin fire' },
    { state: 'open', assignee: uuid(1), label: 'bug', priority: 'normal', text: 'fire' },
  ] satisfies Omit<TicketFilter, 'sort'>[]
  for (const sort of SORTS)
    for (const filter of asked) {
      const { next } = await rows.listTickets({ ...filter, sort }, { limit: 1, cursor: null })
      if (next !== null) await rows.listTickets({ ...filter, sort }, { limit: 1, cursor: next })
      await rows.countTickets({ ...filter, sort })
    }
  await rows.tickets([uuid(1), uuid(2)])
  await rows.people([uuid(1), uuid(2)])
  await rows.anchors([uuid(1), uuid(2)])
  await rows.ticketByNumber(1)
  for (const list of [rows.listPeople, rows.listAnchors]) {
    const { next } = await list({ limit: 1, cursor: null })
    await list({ limit: 1, cursor: next })
  }
  await rows.anchorLine(1, 10)
  await rows.anchorCovering(0, 1)
  await putRows(rows, { anchors: [anchorRow(1, { state: 'final' })], cursor: '0000000000000002' })
  await rows.anchorCovering(0, 2)
  await rows.labels()
  for (const name of TABLES) {
    const { next } = await rows.table(name, { limit: 1, cursor: null })
    await rows.table(name, { limit: 1, cursor: next })
  }
  await rows.clear()
  // What counts no more is looked for, and deleted, with the next page.
  await putRows(rows, { cursor: '0000000000000001' })
}

async function askForAccounts(connection: Connection): Promise<void> {
  const accounts = openMongoAccounts(connection)
  await accounts.claim('ada', uuid(1))
  await accounts.claim('ada.l', uuid(1))
  await accounts.setPassword(uuid(1), 'x')
  await accounts.byName('ada')
  await accounts.byUser(uuid(1))
  await accounts.release('ada', uuid(1))
  await accounts.count()
  const sessions = openMongoSessions(connection)
  await sessions.create({ tokenHash: hash(1), userId: uuid(1), createdAt: 1, expiresAt: 2 })
  await sessions.find(hash(1))
  await sessions.removeOf(uuid(1))
  await sessions.remove(hash(1))
  await sessions.removeExpired(5)
}

async function askForProofs(connection: Connection): Promise<void> {
  const proofs = openMongoProofs(connection)
  await proofs.putMapNodes(nodesOf(1, 2))
  await proofs.mapNodes(hashesOf(1, 2))
  for (const index of [0, 1]) {
    await proofs.stage({ index, attempt: 'in vain', heads: [mappedHead(1, 1)], stale: hashesOf(2) })
    await proofs.stage({ index, attempt: `attempt ${index}`, heads: [mappedHead(1, 1), mappedHead(2, 1)], stale: hashesOf(1) })
    await proofs.commitEpoch(epoch(index))
  }
  await proofs.newestEpoch()
  await proofs.epoch(1)
  await proofs.epochs(0, 10)
  await collect(proofs.changedHeads(1))
  await proofs.headsAt([ticket(1), ticket(2), ticket(3)], 1)
  await proofs.keepProofs([{ aggregate: ticket(1), epoch: 0, version: 1, siblings: hashesOf(1) }])
  await proofs.keptProof(ticket(1))
  await proofs.pruneMap(1, 10)
}

async function askForBlocks(connection: Connection): Promise<void> {
  const blocks = openMongoBlocks(connection)
  await blocks.replace([1, 2, 3].map(height => keptHeader(height)))
  await blocks.replace([2, 3].map(height => keptHeader(height, 'other')))
  await blocks.tip()
  await blocks.from(1, 10)
  await blocks.byHash(keptHeader(1).hash)
  await blocks.clear()
}
