import { setTimeout as delay } from 'node:timers/promises'
import { formatPosition } from '../cursors.ts'
import type { EventFilter, FeedPage, Page, PageRequest, PositionedEvent } from '../store.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { aggregateKey, type CommitDocument, type EventDocument, type FeedDocument, keyOfCommit, storedEvent } from './event-documents.ts'
import { type Placed, placesIn } from './feed-places.ts'

/** A page of the feed is this long at most, and not much heavier than so many characters. */
const PAGE_EVENTS = 500
const PAGE_CHARACTERS = 1024 * 1024
/** Pieces of the feed are looked through in portions of so many. */
const PORTION = 100
/** After so long a commit that the feed names is looked for again. */
const LOOK_AGAIN_MS = 1000

export class FeedReads {
  readonly #connection: Connection
  readonly #collections: Pick<EventCollections, 'commits' | 'feed'>

  constructor(connection: Connection, collections: Pick<EventCollections, 'commits' | 'feed'>) {
    this.#connection = connection
    this.#collections = collections
  }

  /** The events after a position, in order; null where there are none yet. */
  async page(after: number): Promise<FeedPage | null> {
    const places = enough((await this.#piecesAfter(after)).flatMap(placesIn).filter(place => place.position + place.events > after + 1))
    const events = (await this.#eventsOf(places)).map(positioned).filter(({ position }) => position > formatPosition(after))
    const cursor = events.at(-1)?.position
    return cursor === undefined ? null : { events: events.slice(0, PAGE_EVENTS), cursor: events[PAGE_EVENTS - 1]?.position ?? cursor }
  }

  /** A page of all events before a position (null: from the newest), newest first. */
  async pageBefore(filter: EventFilter, before: number | null, limit: PageRequest['limit']): Promise<Page<PositionedEvent>> {
    const found: PositionedEvent[] = []
    for (let end = before ?? Number.MAX_SAFE_INTEGER; found.length <= limit; ) {
      const pieces = await this.#piecesBefore(filter, end, limit)
      const places = pieces
        .flatMap(piece => placesIn(piece).reverse())
        .filter(({ id, position }) => position < end && fitsAggregate(id, filter))
      for (const portion of portions(places)) {
        if (found.length > limit) break
        const events = (await this.#eventsOf(portion)).filter(({ event, position }) => position < end && fits(event, filter))
        found.push(...events.map(positioned).reverse())
      }
      const last = pieces.at(-1)
      if (last === undefined || pieces.length < piecesFor(limit)) break
      end = last.first
    }
    const items = found.slice(0, limit)
    return { items, next: found.length > limit ? (items.at(-1)?.position ?? null) : null }
  }

  async #piecesAfter(after: number): Promise<readonly FeedDocument[]> {
    const { feed } = this.#collections
    const read = (upTo: object, limit: number) =>
      this.#connection.ask(() => feed.find({ _id: { $gt: formatPosition(after), ...upTo } }, { sort: { _id: 1 }, limit }).toArray())
    // Most often the next page ends with one of these; the next commit alone can be longer, too.
    const near = await read({ $lte: formatPosition(after + PAGE_EVENTS) }, PAGE_EVENTS)
    return near.length > 0 ? near : read({}, 1)
  }

  #piecesBefore({ actor, aggregate, type }: EventFilter, end: number, limit: number): Promise<readonly FeedDocument[]> {
    const filter = {
      ...(aggregate === undefined ? {} : { aggregates: aggregateKey(aggregate) }),
      ...(actor === undefined ? {} : { actors: actor }),
      ...(type === undefined ? {} : { types: type }),
      first: { $lt: end },
    }
    return this.#connection.ask(() => this.#collections.feed.find(filter, { sort: { first: -1 }, limit: piecesFor(limit) }).toArray())
  }

  /** The events of commits, in their order. */
  async #eventsOf(places: readonly Placed[]): Promise<readonly PlacedEvent[]> {
    if (places.length === 0) return []
    const commits = await this.#commitsAt(places)
    return [...places].sort((a, b) => a.position - b.position).flatMap(place => placedEvents(place, commits.get(place.id)))
  }

  async #commitsAt(places: readonly Placed[]): Promise<ReadonlyMap<string, CommitDocument>> {
    const ids = places.map(({ id }) => id)
    const found = await this.#commitsOf(ids)
    const missing = ids.filter(id => !found.has(id))
    if (missing.length === 0) return found
    // They were there before the feed named them. Either a member was asked this time that is behind, or they are lost.
    await delay(LOOK_AGAIN_MS, undefined, { signal: this.#connection.closed }).catch(() => {})
    return new Map([...found, ...(await this.#commitsOf(missing))])
  }

  async #commitsOf(ids: readonly string[]): Promise<ReadonlyMap<string, CommitDocument>> {
    const found = await this.#connection.ask(() => this.#collections.commits.find({ _id: { $in: [...ids] } }).toArray())
    return new Map(found.map(commit => [commit._id, commit]))
  }
}

type PlacedEvent = { readonly event: EventDocument; readonly position: number }

function placedEvents({ id, position, events }: Placed, commit: CommitDocument | undefined): readonly PlacedEvent[] {
  if (commit?.events.length !== events) throw new Error(`the feed names the commit ${id} with ${events} events, which isn’t there`)
  return commit.events.map((event, i) => ({ event, position: position + i }))
}

function positioned({ event, position }: PlacedEvent): PositionedEvent {
  return { ...storedEvent(event), position: formatPosition(position) }
}

/** As many as make a page. */
function enough(places: readonly Placed[]): readonly Placed[] {
  let events = 0
  let characters = 0
  const end = places.findIndex(place => {
    events += place.events
    characters += place.size
    return events >= PAGE_EVENTS || characters >= PAGE_CHARACTERS
  })
  return end === -1 ? places : places.slice(0, end + 1)
}

function* portions(places: readonly Placed[]): Generator<readonly Placed[]> {
  for (let from = 0; from < places.length; ) {
    const portion = enough(places.slice(from))
    yield portion
    from += portion.length
  }
}

function piecesFor(limit: number): number {
  return Math.min(limit + 1, PORTION)
}

function fitsAggregate(commit: string, { aggregate }: EventFilter): boolean {
  return aggregate === undefined || keyOfCommit(commit) === aggregateKey(aggregate)
}

function fits(event: EventDocument, { actor, type }: EventFilter): boolean {
  return (actor === undefined || event.actor === actor) && (type === undefined || event.type === type)
}
