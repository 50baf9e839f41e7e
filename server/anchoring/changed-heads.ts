import type { Hashing } from '../../core/events/hash.ts'
import { type EventHeader, HeaderError, parseHeader } from '../../core/events/header.ts'
import { chainStart } from '../../core/events/link.ts'
import { type Aggregate, aggregateName } from '../../core/events/names.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { MappedHead } from '../store/proofs.ts'
import type { Head, PositionedEvent } from '../store/store.ts'
import { unhurried } from './unhurried.ts'

export type ChangedHeadsOptions = {
  readonly origin: string
  readonly hashing: Hashing
  /** For each aggregate its head in the map that is changed; null where it isn't in it. */
  readonly headsBefore: (aggregates: readonly Aggregate[]) => Promise<readonly (Head | null)[]>
  /** Lets others have their turn between two steps of long work. */
  readonly pause: () => Promise<void>
  readonly log: Log
}

/**
 * Gathers the heads that events lead to. An event that doesn't follow its chain changes no head: a log must never sign a past that isn't
 * the one it signed before. An event that comes a second time changes nothing either.
 */
export class ChangedHeads {
  readonly #options: ChangedHeadsOptions
  readonly #heads = new Map<string, Head>()
  readonly #damaged = new Set<string>()
  #waiting = new Map<string, MappedHead>()
  #aggregates = 0
  #versions = 0
  #others = false

  constructor(options: ChangedHeadsOptions) {
    this.#options = options
  }

  /** How many aggregates have come into being. */
  get aggregates(): number {
    return this.#aggregates
  }

  /** By how much the sum of all versions has grown. */
  get versions(): number {
    return this.#versions
  }

  /** Whether anything but anchors has changed. Specification, section 9.15. */
  get others(): boolean {
    return this.#others
  }

  /** How many aggregates are held in memory. */
  get known(): number {
    return this.#heads.size
  }

  /** How many changed heads nobody has taken yet. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** The heads that have changed since the last time. */
  take(): readonly MappedHead[] {
    const heads = [...this.#waiting.values()]
    this.#waiting = new Map()
    return heads
  }

  async add(events: readonly PositionedEvent[]): Promise<void> {
    const { pause } = this.#options
    const read: { readonly event: PositionedEvent; readonly header: EventHeader; readonly name: string }[] = []
    await unhurried(events, pause, event => {
      const header = this.#headerOf(event)
      if (header !== null) read.push({ event, header, name: aggregateName(header.aggregate) })
    })
    await this.#lookUp(new Map(read.map(({ header, name }) => [name, header.aggregate])))
    await unhurried(read, pause, ({ event, header, name }) => this.#addEvent(event, header, name))
  }

  #headerOf(event: PositionedEvent): EventHeader | null {
    try {
      return parseHeader(event.header)
    } catch (error) {
      if (!(error instanceof HeaderError)) throw error
      this.#options.log.error({ err: error, position: event.position }, 'an event has a header that can’t be read: no epoch holds it')
      return null
    }
  }

  /** Every aggregate that isn't known yet, in one question. */
  async #lookUp(aggregates: ReadonlyMap<string, Aggregate>): Promise<void> {
    const unknown = [...aggregates].filter(([name]) => !this.#heads.has(name))
    if (unknown.length === 0) return
    const before = await this.#options.headsBefore(unknown.map(([, aggregate]) => aggregate))
    for (const [i, [name, aggregate]] of unknown.entries()) {
      this.#heads.set(name, before[i] ?? chainStart({ origin: this.#options.origin, aggregate }))
    }
  }

  #addEvent(event: PositionedEvent, header: EventHeader, name: string): void {
    const before = this.#heads.get(name)
    if (before === undefined || header.version <= before.version || this.#damaged.has(name)) return
    const { origin, hashing, log } = this.#options
    const follows = header.version === before.version + 1 && header.parent === before.hash && header.origin === origin
    if (!follows || hashing.sha256Hex(event.header) !== event.hash) {
      this.#damaged.add(name)
      const { aggregate, version } = header
      log.error({ aggregate, version }, 'an event doesn’t follow its chain: the map keeps the head before it')
      return
    }
    const head = { version: header.version, hash: event.hash }
    this.#heads.set(name, head)
    this.#waiting.set(name, { aggregate: header.aggregate, ...head })
    this.#versions += 1
    if (header.version === 1) this.#aggregates += 1
    if (header.aggregate.type !== 'anchor') this.#others = true
  }
}
