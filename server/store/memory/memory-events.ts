import type { StoredEvent } from '../../../core/events/event.ts'
import { type Aggregate, aggregateName } from '../../../core/events/names.ts'
import { formatPosition, parsePosition } from '../cursors.ts'
import { GuardRevoked, VersionConflict } from '../errors.ts'
import type {
  AppendResult,
  Commit,
  EventFilter,
  FeedPage,
  Head,
  NewEvent,
  Page,
  PageRequest,
  PositionedEvent,
  RecordedCommit,
} from '../store.ts'

type Chain = { readonly aggregate: Aggregate /** Where its events stand in the line. */; readonly places: number[] }

/** All events in one line, in the order of their arrival, and the chains as places in it. */
export class MemoryEvents {
  readonly #line: NewEvent[] = []
  readonly #chains = new Map<string, Chain>()
  readonly #guards = new Map<string, 'used' | 'revoked'>()

  append({ aggregate, expectedVersion, events, erase, guard }: Commit): AppendResult {
    const known = new Set(this.#events(aggregate).map(event => event.fields.commandId))
    const repeated = events.find(event => known.has(event.fields.commandId))
    if (repeated !== undefined) return { outcome: 'duplicate', commandId: repeated.fields.commandId }
    this.#requireHead(aggregate, expectedVersion)
    if (guard !== null && this.#guards.has(guard)) throw new GuardRevoked(guard)

    if (guard !== null) this.#guards.set(guard, 'used')
    this.#add(aggregate, events)
    for (const version of erase) this.erase(aggregate, version)
    return { outcome: 'appended' }
  }

  appendRecorded({ aggregate, expectedVersion, events }: RecordedCommit): void {
    this.#requireHead(aggregate, expectedVersion)
    this.#add(aggregate, events)
  }

  revoke(guard: string): boolean {
    if (!this.#guards.has(guard)) this.#guards.set(guard, 'revoked')
    return this.#guards.get(guard) === 'revoked'
  }

  outcome(aggregate: Aggregate, commandId: string): readonly StoredEvent[] {
    return this.#events(aggregate)
      .filter(event => event.fields.commandId === commandId)
      .map(stored)
  }

  head(aggregate: Aggregate): Head | null {
    const last = this.#events(aggregate).at(-1)
    return last === undefined ? null : { version: last.fields.version, hash: last.hash }
  }

  chainPage(aggregate: Aggregate, afterVersion: number, limit: number): readonly StoredEvent[] {
    return this.#events(aggregate)
      .slice(afterVersion, afterVersion + limit)
      .map(stored)
  }

  aggregates(): readonly (Head & { readonly aggregate: Aggregate })[] {
    return [...this.#chains.values()].flatMap(({ aggregate }) => {
      const head = this.head(aggregate)
      return head === null ? [] : [{ aggregate, ...head }]
    })
  }

  feedPage(after: string | null, limit: number): FeedPage | null {
    const from = after === null ? 0 : parsePosition(after)
    const events = this.#line.slice(from, from + limit).map((event, i) => positioned(event, from + i))
    const cursor = events.at(-1)?.position
    return cursor === undefined ? null : { events, cursor }
  }

  newest(): string | null {
    return this.#line.length === 0 ? null : formatPosition(this.#line.length)
  }

  page({ actor, aggregate, type }: EventFilter, { limit, cursor }: PageRequest): Page<PositionedEvent> {
    const before = cursor === null ? this.#line.length : parsePosition(cursor) - 1
    const found = this.#line
      .slice(0, before)
      .map((event, place) => ({ event, place }))
      .filter(({ event: { fields } }) => {
        if (actor !== undefined && fields.actor.id !== actor) return false
        if (type !== undefined && fields.type !== type) return false
        return aggregate === undefined || aggregateName(fields.aggregate) === aggregateName(aggregate)
      })
      .reverse()
    const items = found.slice(0, limit).map(({ event, place }) => positioned(event, place))
    return { items, next: found.length > limit ? (items.at(-1)?.position ?? null) : null }
  }

  erase(aggregate: Aggregate, version: number): void {
    const place = this.#chains.get(aggregateName(aggregate))?.places[version - 1]
    const event = place === undefined ? undefined : this.#line[place]
    if (place !== undefined && event !== undefined) this.#line[place] = { ...event, salt: null, content: null }
  }

  #requireHead(aggregate: Aggregate, version: number): void {
    const head = this.head(aggregate)
    if ((head?.version ?? 0) !== version) throw new VersionConflict(head)
  }

  #add(aggregate: Aggregate, events: readonly NewEvent[]): void {
    const name = aggregateName(aggregate)
    const chain = this.#chains.get(name) ?? { aggregate, places: [] }
    if (events.length > 0) this.#chains.set(name, chain)
    for (const event of events) chain.places.push(this.#line.push(event) - 1)
  }

  #events(aggregate: Aggregate): readonly NewEvent[] {
    const places = this.#chains.get(aggregateName(aggregate))?.places ?? []
    return places.flatMap(place => this.#line[place] ?? [])
  }
}

function stored({ header, salt, content, hash }: StoredEvent): StoredEvent {
  return { header, salt, content, hash }
}

function positioned(event: StoredEvent, place: number): PositionedEvent {
  return { ...stored(event), position: formatPosition(place + 1) }
}
