import type { AnchorRow } from '../../core/anchor/row.ts'
import type { EventHeader } from '../../core/events/header.ts'
import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'
import type { EventStreamFilter, Topic } from '../../core/protocol/topics.ts'
import { matchesFilter, type TicketFilter } from '../../core/ticket/filter.ts'
import type { ChangedTicket, Projected } from '../projections/projector.ts'
import type { Subscription } from './subscription.ts'

/** Who watches what. Changes come in once, and go to the subscriptions that they concern. */
export class Hub {
  readonly #chains = new Map<string, Set<Subscription>>()
  readonly #lists = new Map<Subscription, TicketFilter>()
  readonly #streams = new Map<Subscription, EventStreamFilter>()
  readonly #people = new Set<Subscription>()
  readonly #anchors = new Set<Subscription>()

  add(topic: Topic, subscription: Subscription): void {
    switch (topic.kind) {
      case 'ticket':
      case 'user': {
        const watching = this.#chains.get(subscription.topic) ?? new Set()
        this.#chains.set(subscription.topic, watching.add(subscription))
        return
      }
      case 'list':
        this.#lists.set(subscription, topic.filter)
        return
      case 'events':
        this.#streams.set(subscription, topic.filter)
        return
      case 'people':
        this.#people.add(subscription)
        return
      case 'anchors':
        this.#anchors.add(subscription)
    }
  }

  remove(subscription: Subscription): void {
    const watching = this.#chains.get(subscription.topic)
    watching?.delete(subscription)
    if (watching?.size === 0) this.#chains.delete(subscription.topic)
    this.#lists.delete(subscription)
    this.#streams.delete(subscription)
    this.#people.delete(subscription)
    this.#anchors.delete(subscription)
  }

  /** The topics of all chains that anybody watches. */
  chains(): Iterable<string> {
    return this.#chains.keys()
  }

  watching(topic: string): ReadonlySet<Subscription> {
    return this.#chains.get(topic) ?? new Set()
  }

  /** Pushes what a page of the feed changed. */
  publish({ events, tickets, people, anchors }: Projected): void {
    for (const { event, header } of events) {
      const { position, ...stored } = event
      const topic = `${header.aggregate.type}:${header.aggregate.id}`
      for (const subscription of this.watching(topic))
        subscription.push({ delta: { kind: 'chain', topic, event: stored }, version: header.version })
      for (const [subscription, filter] of this.#streams) {
        if (matchesStream(header, filter))
          subscription.push({ delta: { kind: 'events', topic: subscription.topic, item: { ...stored, position } }, version: null })
      }
    }
    for (const changed of tickets) {
      for (const [subscription, filter] of this.#lists) {
        if (concerns(filter, changed))
          subscription.push({ delta: { kind: 'list', topic: subscription.topic, row: changed.after }, version: null })
      }
    }
    for (const person of people) {
      for (const subscription of this.#people)
        subscription.push({ delta: { kind: 'people', topic: subscription.topic, person }, version: null })
    }
    for (const anchor of anchors) this.#pushAnchoring(anchor, null)
  }

  /** Pushes how anchoring stands. */
  publishStatus(status: AnchoringStatus): void {
    this.#pushAnchoring(null, status)
  }

  #pushAnchoring(anchor: AnchorRow | null, status: AnchoringStatus | null): void {
    for (const subscription of this.#anchors)
      subscription.push({ delta: { kind: 'anchors', topic: subscription.topic, anchor, status }, version: null })
  }
}

/**
 * A list hears of rows that belong into it, and of those that did until now, or may have: its counts change with both, and a client takes
 * out what doesn't belong.
 */
function concerns(filter: TicketFilter, { before, after }: ChangedTicket): boolean {
  const { state: _, ...anyState } = filter
  if (before === 'unknown' || matchesFilter(after, anyState) !== false) return true
  return before !== null && matchesFilter(before, anyState) !== false
}

export function matchesStream(header: EventHeader, filter: EventStreamFilter): boolean {
  if (filter.actor !== undefined && header.actor.id !== filter.actor) return false
  if (filter.type !== undefined && header.type !== filter.type) return false
  return filter.aggregate === undefined || filter.aggregate === `${header.aggregate.type}:${header.aggregate.id}`
}
