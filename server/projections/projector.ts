import { domainEvent } from '../../core/aggregate/read.ts'
import type { AnchorRow } from '../../core/anchor/row.ts'
import { type EventHeader, parseHeader } from '../../core/events/header.ts'
import { ticketEvents } from '../../core/ticket/events.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import { userEvents } from '../../core/user/events.ts'
import type { PersonRow } from '../../core/user/row.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { FollowedRows, SearchText } from '../store/read-models.ts'
import type { FeedPage, PositionedEvent, Store } from '../store/store.ts'
import { replayAnchor } from './anchor-rows.ts'
import { replayTicket, replayUser } from './erasure.ts'
import { Obstacles, type Patience, pauseByTimer } from './obstacle.ts'
import { nextPersonRow } from './person-rows.ts'
import { searchTexts } from './search-texts.ts'
import { nextTicketRow } from './ticket-rows.ts'

/** An event with its header read, as it leaves for the sockets. */
export type ProjectedEvent = { readonly event: PositionedEvent; readonly header: EventHeader }

/** A ticket's row as it is now, and as it was before; `unknown` where another server wrote it. */
export type ChangedTicket = { readonly before: TicketRow | null | 'unknown'; readonly after: TicketRow }

/** What one page of the feed changed. It is told when the rows are stored. */
export type Projected = {
  readonly events: readonly ProjectedEvent[]
  readonly tickets: readonly ChangedTicket[]
  readonly people: readonly PersonRow[]
  readonly anchors: readonly AnchorRow[]
}

/**
 * Makes the rows that a page of the feed leads to, and stores them with the page's cursor in one step. Idempotent by version: rows that
 * another server has brought further already stay, and are told of all the same. No event is left out because the store was away; one that
 * can't be projected although the store is there is left out, and logged.
 * @throws StoreUnavailable, with nothing stored; RowsBegunAnew as `FollowedRows.apply` does; AbortError
 */
export async function project(
  store: Store,
  rows: Pick<FollowedRows, 'apply'>,
  page: FeedPage,
  log: Log,
  patience: Patience = { pause: pauseByTimer },
): Promise<Projected> {
  const events = page.events.flatMap(event => readable(event, log))
  const [ticketRows, personRows, anchorRows] = await Promise.all([
    store.readModels.tickets(idsOf(events, 'ticket')),
    store.readModels.people(idsOf(events, 'user')),
    store.readModels.anchors(idsOf(events, 'anchor')),
  ])
  const before = new Map(ticketRows.map(row => [row.id, row]))
  const tickets = new Map(before)
  const people = new Map(personRows.map(row => [row.id, row]))
  const anchors = new Map(anchorRows.map(row => [row.id, row]))
  const texts: SearchText[] = []

  async function projectOne({ event, header }: ProjectedEvent): Promise<void> {
    if (header.aggregate.type === 'ticket') await projectTicket(store, tickets, texts, header.aggregate.id, event)
    else if (header.aggregate.type === 'user') await projectUser(store, people, header.aggregate.id, event)
    else if (header.aggregate.type === 'anchor') await projectAnchor(store, anchors, header)
  }

  const obstacles = new Obstacles(store, patience)
  for (const event of events) {
    const { aggregate, version } = event.header
    const obstacle = await obstacles.to(() => projectOne(event), `${aggregate.type} ${aggregate.id}`)
    if (obstacle === null) continue
    // A damaged event is for the chain check to name. It must not keep everybody else's changes from being seen.
    log.error({ err: obstacle.error, aggregate, version }, 'an event could not be projected')
  }

  await rows.apply({
    tickets: [...tickets.values()].filter(row => before.get(row.id) !== row),
    people: [...people.values()].filter(row => !personRows.includes(row)),
    texts,
    anchors: [...anchors.values()].filter(row => !anchorRows.includes(row)),
    cursor: page.cursor,
  })
  return {
    events,
    tickets: [...tickets.values()].map(after => ({
      before: before.get(after.id) === after ? 'unknown' : (before.get(after.id) ?? null),
      after,
    })),
    people: [...people.values()],
    anchors: [...anchors.values()],
  }
}

/** What a page of the feed has changed where another server has stored the rows already. */
export async function observe(store: Store, page: FeedPage, log: Log): Promise<Projected> {
  const events = page.events.flatMap(event => readable(event, log))
  const [tickets, people, anchors] = await Promise.all([
    store.readModels.tickets(idsOf(events, 'ticket')),
    store.readModels.people(idsOf(events, 'user')),
    store.readModels.anchors(idsOf(events, 'anchor')),
  ])
  return { events, tickets: tickets.map(after => ({ before: 'unknown', after })), people, anchors }
}

function idsOf(events: readonly ProjectedEvent[], type: string): readonly string[] {
  return [...new Set(events.filter(({ header }) => header.aggregate.type === type).map(({ header }) => header.aggregate.id))]
}

/** An event whose header can't be read belongs nowhere: it is left out, and the chain check names it. */
function readable(event: PositionedEvent, log: Log): readonly ProjectedEvent[] {
  try {
    return [{ event, header: parseHeader(event.header) }]
  } catch (error) {
    log.error({ err: error, position: event.position }, 'an event has a header that can’t be read')
    return []
  }
}

async function projectTicket(store: Store, rows: Map<string, TicketRow>, texts: SearchText[], id: string, event: PositionedEvent) {
  const row = rows.get(id) ?? null
  const domain = domainEvent(ticketEvents, event)
  if (row !== null && domain.version <= row.version) return
  if (domain.type === 'content_erased') {
    const replayed = await replayTicket(store, id, domain.version)
    rows.set(id, replayed.row)
    texts.push(...replayed.texts)
    return
  }
  const next = nextTicketRow(row, id, domain)
  if (next === null) return
  // Both or none: the same event may be tried again.
  texts.push(...(await searchTexts(store, id, domain)))
  rows.set(id, next)
}

async function projectUser(store: Store, rows: Map<string, PersonRow>, id: string, event: PositionedEvent) {
  const row = rows.get(id) ?? null
  const domain = domainEvent(userEvents, event)
  if (row !== null && domain.version <= row.version) return
  const next = domain.type === 'content_erased' ? await replayUser(store, id, domain.version) : nextPersonRow(row, id, domain)
  if (next !== null) rows.set(id, next)
}

async function projectAnchor(store: Store, rows: Map<string, AnchorRow>, { aggregate: { id }, version }: EventHeader) {
  if (version <= (rows.get(id)?.version ?? 0)) return
  const next = await replayAnchor(store, id, version)
  if (next !== null) rows.set(id, next)
}
