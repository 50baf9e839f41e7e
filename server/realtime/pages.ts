import type { StoredEvent } from '../../core/events/event.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import type { Sync, SyncAnswer } from '../../core/protocol/messages.ts'
import type { Topic } from '../../core/protocol/topics.ts'
import type { AnchoringStatusSource } from '../anchoring/status-source.ts'
import type { Projections } from '../projections/projections.ts'
import type { EventFilter, Page, PageRequest, PositionedEvent, Store } from '../store/store.ts'
import { charactersIn } from '../store/weight.ts'

/** Characters of headers and contents that one answer carries. */
const MAX_PAGE_CHARACTERS = 1024 * 1024
/** Each carries a transaction and a Merkle path: some kilobytes. */
const MAX_PAGE_ANCHORS = 100

/** A page for a client, whether the client has caught up with it, and for a chain the version that it reaches. */
export type PulledPage = { readonly answer: SyncAnswer; readonly caughtUp: boolean; readonly reached: number }

/** What pages are read from. */
export type PageSources = { readonly store: Store; readonly projections: Projections; readonly anchoring: AnchoringStatusSource }

/** Reads the page that a `sync` asks for. @throws KnownError `malformed` where `since` isn't of the topic's kind, `bad_cursor`, … */
export async function readPage({ store, projections, anchoring }: PageSources, topic: Topic, { since, limit }: Sync): Promise<PulledPage> {
  if (topic.kind === 'ticket' || topic.kind === 'user') {
    if (typeof since !== 'number') throw new KnownError('malformed', '“since” must be a version for this topic.', { field: 'since' })
    return chainPage(store, topic, since, limit)
  }
  if (typeof since === 'number') throw new KnownError('malformed', '“since” must be a cursor or null for this topic.', { field: 'since' })
  const page = { limit, cursor: since }
  switch (topic.kind) {
    case 'list': {
      await projections.caughtUp()
      const [{ items, next }, counts] = await Promise.all([
        store.readModels.listTickets(topic.filter, page),
        store.readModels.countTickets(topic.filter),
      ])
      return { answer: { kind: 'list', rows: [...items], next, counts }, caughtUp: true, reached: 0 }
    }
    case 'events': {
      const { items, next } = await eventsPage(store, eventFilter(topic.filter), page)
      return { answer: { kind: 'events', items: [...items], next }, caughtUp: true, reached: 0 }
    }
    case 'people': {
      await projections.caughtUp()
      const { items, next } = await store.readModels.listPeople(page)
      return { answer: { kind: 'people', people: [...items], next }, caughtUp: true, reached: 0 }
    }
    case 'anchors': {
      await projections.caughtUp()
      const { items, next } = await store.readModels.listAnchors({ ...page, limit: Math.min(limit, MAX_PAGE_ANCHORS) })
      return { answer: { kind: 'anchors', items: [...items], next, status: anchoring.status() }, caughtUp: true, reached: 0 }
    }
  }
}

async function chainPage(store: Store, topic: { kind: 'ticket' | 'user'; id: string }, since: number, limit: number): Promise<PulledPage> {
  const aggregate = { type: topic.kind, id: topic.id }
  // The head first: the page is then at least as new. The other way round, an append in between would look like a lost tail.
  const head = await store.head(aggregate)
  const page = await store.chainPage(aggregate, since, limit)
  const events = page.slice(0, lightEnough(page)).map(({ header, hash, salt, content }) => ({ header, hash, salt, content }))
  const reached = since + events.length
  const caughtUp = reached >= (head?.version ?? 0)
  return { answer: { kind: 'chain', events, head, caughtUp }, caughtUp, reached }
}

/** Heavy events make a shorter page, so that no answer is larger than a connection can hold. */
async function eventsPage(store: Store, filter: EventFilter, page: PageRequest): Promise<Page<PositionedEvent>> {
  const found = await store.events(filter, page)
  const fitting = lightEnough(found.items)
  return fitting === found.items.length ? found : store.events(filter, { ...page, limit: fitting })
}

/** How many events, from the first on, one answer carries: one at least. */
function lightEnough(events: readonly StoredEvent[]): number {
  let characters = 0
  const heavy = events.findIndex(event => {
    characters += charactersIn(event)
    return characters > MAX_PAGE_CHARACTERS
  })
  return heavy < 0 ? events.length : Math.max(1, heavy)
}

/** A stream's filter as the store takes it. */
export function eventFilter(filter: {
  actor?: string | undefined
  aggregate?: string | undefined
  type?: string | undefined
}): EventFilter {
  const [type, id] = filter.aggregate?.split(':') ?? []
  return {
    actor: filter.actor,
    type: filter.type,
    aggregate: type === undefined || id === undefined ? undefined : { type, id },
  }
}
