import { formatPosition, parsePosition } from '../cursors.ts'
import { StoreUnavailable } from '../errors.ts'
import type { Signal } from '../feed.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { type CommitDocument, charactersOf, type FeedDocument } from './event-documents.ts'
import { isDuplicate } from './failures.ts'
import { placesIn } from './feed-places.ts'

/** So many commits are placed by one document. */
export const TOGETHER = 200
/** How often placing is tried while the database can't be reached. */
const TRIES = 3
const PAGE = 500

/** A commit to be placed. `fresh`: it was inserted by this process a moment ago, and nobody has tried to place it. */
type Waiting = {
  readonly commit: CommitDocument
  readonly fresh: boolean
  readonly resolve: (position: number) => void
  readonly reject: (reason: unknown) => void
}

/**
 * The order of all commits: a line of documents, of which each is inserted where the one before it ends. Of several servers that go on at
 * the same place one succeeds, and the others look where the line ends now. Commits that wait meanwhile are placed together.
 */
export class FeedLine {
  readonly #connection: Connection
  readonly #feed: EventCollections['feed']
  readonly #grown: Signal
  /** The newest position that is known. */
  #tail = 0
  /** Up to here documents of other servers are known to stand, or were not looked at. */
  #foreign = 0
  #waiting: Waiting[] = []
  #isPlacing = false

  /** `grown` is given whenever the line is seen to have grown. */
  constructor(connection: Connection, { feed }: Pick<EventCollections, 'feed'>, grown: Signal) {
    this.#connection = connection
    this.#feed = feed
    this.#grown = grown
  }

  /** The newest position that is known; 0 while there is none. */
  get tail(): number {
    return this.#tail
  }

  /** Asks for the newest position. */
  async refresh(): Promise<number> {
    const beyond = { _id: { $gt: formatPosition(this.#tail) } }
    const [newest] = await this.#connection.ask(() =>
      this.#feed.find(beyond, { sort: { _id: -1 }, limit: 1, projection: { _id: 1 } }).toArray(),
    )
    if (newest !== undefined) this.#seen(parsePosition(newest._id))
    return this.#tail
  }

  /** Gives a commit its place, unless it has one, and answers it. Its predecessor in its aggregate must have one already. */
  place(commit: CommitDocument, fresh: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, fresh, resolve, reject })
      if (!this.#isPlacing) void this.#placeWaiting()
    })
  }

  /** Places commits that nobody else can have placed, one after another where the line ends as far as it is known. At most 200. */
  async extend(commits: readonly CommitDocument[]): Promise<void> {
    const document = pieceOf(this.#tail, commits)
    await this.#connection.ask(() => this.#feed.insertOne(document))
    this.#tail = parsePosition(document._id)
    this.#grown.give()
  }

  async #placeWaiting(): Promise<void> {
    this.#isPlacing = true
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, TOGETHER)
      try {
        const places = await this.#placeAll(together)
        for (const { commit, resolve } of together) resolve(placeOf(commit, places))
      } catch (error) {
        for (const { reject } of together) reject(error)
      }
    }
    this.#isPlacing = false
  }

  async #placeAll(together: readonly Waiting[]): Promise<ReadonlyMap<string, number>> {
    const left = new Map(together.map(({ commit }) => [commit._id, commit]))
    const places = new Map<string, number>()
    let looked = Math.min(...Array.from(left.values(), afterOf))
    let mayStand = together.some(({ commit, fresh }) => !fresh || afterOf(commit) < this.#foreign)
    for (let tries = 1; left.size > 0; ) {
      if (mayStand) looked = await this.#findPlaced(looked, left, places)
      if (left.size === 0) break
      const document = pieceOf(this.#tail, [...left.values()])
      try {
        await this.#connection.ask(() => this.#feed.insertOne(document))
        this.#tail = Math.max(this.#tail, parsePosition(document._id))
        this.#grown.give()
        takePlaces(document, left, places)
      } catch (error) {
        // Unknown whether it stands there now: looking tells.
        if (!isDuplicate(error) && !(error instanceof StoreUnavailable && tries++ < TRIES)) throw error
        mayStand = true
      }
    }
    return places
  }

  /** Looks for commits in what stands in the line after a position, and answers where it ends. */
  async #findPlaced(after: number, left: Map<string, CommitDocument>, places: Map<string, number>): Promise<number> {
    let position = after
    for (let pieces = PAGE; pieces === PAGE; ) {
      const beyond = { _id: { $gt: formatPosition(position) } }
      const found = await this.#connection.ask(() => this.#feed.find(beyond, { sort: { _id: 1 }, limit: PAGE }).toArray())
      for (const document of found) {
        takePlaces(document, left, places)
        position = parsePosition(document._id)
      }
      pieces = found.length
    }
    this.#seen(position)
    return position
  }

  #seen(position: number): void {
    if (position <= this.#tail) return
    this.#tail = position
    this.#foreign = position
    this.#grown.give()
  }
}

function afterOf({ after = 0 }: CommitDocument): number {
  return after
}

function placeOf({ _id }: CommitDocument, places: ReadonlyMap<string, number>): number {
  const place = places.get(_id)
  if (place === undefined) throw new Error(`the commit ${_id} got no place`)
  return place
}

/** The document that goes on after a position. */
function pieceOf(tail: number, commits: readonly CommitDocument[]): FeedDocument {
  const events = commits.flatMap(commit => commit.events)
  return {
    _id: formatPosition(tail + events.length),
    first: tail + 1,
    commits: commits.map(({ _id, events }) => ({ id: _id, events: events.length, size: charactersOf(events) })),
    aggregates: [...new Set(commits.map(({ aggregate }) => aggregate))],
    actors: [...new Set(events.map(({ actor }) => actor))],
    types: [...new Set(events.map(({ type }) => type))],
  }
}

function takePlaces(document: FeedDocument, left: Map<string, CommitDocument>, places: Map<string, number>): void {
  for (const { id, position } of placesIn(document)) if (left.delete(id)) places.set(id, position)
}
