import { ChainCheck, type ChainFailure, type ChainHead } from '../../core/events/chain.ts'
import { HeaderError, parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import type { StoredEventMessage, SyncAnswer } from '../../core/protocol/messages.ts'
import { Cell, type Readable } from './cell.ts'
import type { Connection, Result } from './connection.ts'
import { type HeadMemory, NO_MEMORY, type SeenHead } from './head-memory.ts'

/** An event that was checked: its parsed form, and its exact texts with its hash. */
export type FollowedEvent<E> = { readonly event: E; readonly stored: StoredEventMessage }

export type ChainStatus =
  | { readonly kind: 'loading' }
  | { readonly kind: 'catching_up'; readonly version: number; readonly of: number }
  | { readonly kind: 'live' }
  | { readonly kind: 'not_found' }
  /** The server answered with an error, or an event can't be read by this page (an older page, a newer event). */
  | { readonly kind: 'failed'; readonly text: string }

/**
 * A ticket or a user as its checked events tell it. Immutable: a new object with every change.
 * With a `failure` it stands still at the last good event, and says so; nothing is repaired silently.
 */
export type ChainView<S, E> = {
  readonly status: ChainStatus
  /** The machine's snapshot: give it to `decideTicket` to learn which commands are possible, and why others aren't. */
  readonly snapshot: S
  readonly events: readonly FollowedEvent<E>[]
  /** The newest event that was checked in this browser; version 0 and no hash before the first. */
  readonly checked: ChainHead
  readonly failure: ChainFailure | null
  /** The event that failed, as the server gave it; absent where there is no failure, or it is no single event's. */
  readonly failedEvent?: StoredEventMessage
}

/** What a chain's events mean: its machine, as pure functions. `read` throws for an event that this page doesn't know. */
export type ChainKind<S, E> = {
  readonly type: 'ticket' | 'user'
  readonly empty: S
  read(event: StoredEventMessage): E
  apply(snapshot: S, event: E): S
  /** The version whose content this event erases; null where it erases none. */
  erases(event: E): number | null
}

const PAGE = 500
/** A longer piece of work would be felt as a stutter: half a frame. */
const SLICE_MS = 8

/**
 * Follows one chain: pulls pages until it has caught up, then takes what is pushed. Each event is checked as it arrives, then applied.
 * What doesn't follow the own head is a gap, which is pulled; what doesn't check is a failure, and the end. So is another past than the one
 * that this browser remembers.
 */
export class ChainFollower<S, E> {
  readonly #connection: Connection
  readonly #kind: ChainKind<S, E>
  readonly #aggregate: Aggregate
  readonly #memory: HeadMemory
  readonly #topic: string
  readonly #view: Cell<ChainView<S, E>>
  readonly #ends: (() => void)[] = []
  #check: ChainCheck | null = null
  #recalled: Promise<void> | null = null
  #remembered: SeenHead | null = null
  #pulling = false
  #pullAgain = false
  #stopped = false

  constructor(connection: Connection, kind: ChainKind<S, E>, id: string, memory: HeadMemory = NO_MEMORY) {
    this.#connection = connection
    this.#kind = kind
    this.#aggregate = { type: kind.type, id }
    this.#memory = memory
    this.#topic = `${kind.type}:${id}`
    this.#view = new Cell<ChainView<S, E>>({
      status: { kind: 'loading' },
      snapshot: kind.empty,
      events: [],
      checked: { version: 0, hash: '' },
      failure: null,
    })
    this.#ends.push(
      connection.listen(this.#topic, {
        delta: delta => delta.kind === 'chain' && this.#take(delta.event),
        behind: () => void this.#pull(),
        head: ({ head }) => head.version > this.#view.value.checked.version && void this.#pull(),
      }),
      connection.whenOnline(({ origin }) => {
        this.#check ??= new ChainCheck({ origin, aggregate: this.#aggregate })
        void this.#pull()
      }),
    )
  }

  get view(): Readable<ChainView<S, E>> {
    return this.#view
  }

  stop(): void {
    this.#stopped = true
    for (const end of this.#ends) end()
  }

  get #done(): boolean {
    return this.#stopped || this.#view.value.failure !== null
  }

  async #pull(): Promise<void> {
    if (this.#pulling) {
      this.#pullAgain = true
      return
    }
    this.#pulling = true
    try {
      // Before the server is asked: what another tab learns meanwhile is newer than the answer, and no contradiction.
      this.#recalled ??= this.#recall()
      await this.#recalled
      let caughtUp = false
      while (!caughtUp && !this.#done) {
        this.#pullAgain = false
        const result = await this.#connection.sync({ topic: this.#topic, since: this.#view.value.checked.version, limit: PAGE })
        if (this.#stopped) return
        caughtUp = await this.#takePage(result)
        if (this.#pullAgain) caughtUp = false
      }
    } finally {
      this.#pulling = false
    }
  }

  async #recall(): Promise<void> {
    this.#remembered = await this.#memory.remembered(this.#aggregate)
  }

  /** Answers whether there is nothing more to pull now. */
  async #takePage(result: Result<SyncAnswer>): Promise<boolean> {
    if (!result.ok) {
      // A lost connection pulls again when it is back.
      if (result.lost) return true
      return result.error.code === 'not_found' ? this.#nothingThere() : this.#fail(result.error.text)
    }
    const page = result.value
    if (page.kind !== 'chain') return this.#fail('The server answered something else than a chain.')
    if (page.head === null) return this.#nothingThere()
    await this.#apply(page.events, page.head.version)
    if (this.#done || this.#view.value.status.kind === 'failed') return true
    const { checked } = this.#view.value
    if (page.caughtUp && page.head.version < checked.version) return this.#shorter(page.head)
    if (page.head.version === checked.version && page.head.hash !== checked.hash)
      return this.#forked(checked.version, page.head.hash, await this.#shownAt(checked.version))
    if (page.caughtUp) this.#settle()
    if (!page.caughtUp && page.events.length === 0) return this.#cutOff(page.head)
    return page.caughtUp
  }

  /** The event that the server shows at a version, for evidence; null where it shows none any more. */
  async #shownAt(version: number): Promise<StoredEventMessage | null> {
    const result = await this.#connection.sync({ topic: this.#topic, since: version - 1, limit: 1 })
    return result.ok && result.value.kind === 'chain' ? (result.value.events[0] ?? null) : null
  }

  /** Takes one event that was pushed. */
  #take(stored: StoredEventMessage): void {
    if (this.#done) return
    if (this.#pulling) {
      this.#pullAgain = true
      return
    }
    const { checked, events } = this.#view.value
    const place = placeOf(stored)
    if (place !== null && place.version <= checked.version) {
      const own = events[place.version - 1]?.stored
      if (own !== undefined && own.hash !== stored.hash) this.#forked(place.version, stored.hash, stored)
      return
    }
    if (checked.version === 0 || (place !== null && place.parent !== checked.hash)) {
      void this.#pull()
      return
    }
    void this.#apply([stored], checked.version + 1).then(() => !this.#done && this.#settle())
  }

  /** Checks and applies events in their order; long histories in slices, so that the page stays alive meanwhile. */
  async #apply(arrived: readonly StoredEventMessage[], of: number): Promise<void> {
    const check = this.#check
    if (check === null || arrived.length === 0) return
    let { snapshot, events, checked } = this.#view.value
    const taken: FollowedEvent<E>[] = []
    const erased = new Set<number>()
    const publish = (failure: ChainFailure | null, status: ChainStatus, failedEvent?: StoredEventMessage) => {
      events = taken.length === 0 ? events : this.#withoutTexts([...events, ...taken.splice(0)], erased)
      this.#view.set({ status, snapshot, events, checked, failure, ...(failedEvent === undefined ? {} : { failedEvent }) })
    }
    let sliceBegan = performance.now()
    for (const [index, stored] of arrived.entries()) {
      if (index > 0 && performance.now() - sliceBegan > SLICE_MS) {
        publish(null, { kind: 'catching_up', version: checked.version, of })
        await new Promise(resolve => setTimeout(resolve))
        if (this.#stopped) return
        sliceBegan = performance.now()
      }
      const failure = check.add(stored)
      if (failure !== null) return publish(failure, { kind: 'live' }, stored)
      const otherPast = this.#otherThanRemembered(check.head, stored)
      if (otherPast !== null) return publish(otherPast, { kind: 'live' }, stored)
      const read = this.#read(stored)
      if (typeof read === 'string') return publish(null, { kind: 'failed', text: read })
      snapshot = this.#kind.apply(snapshot, read.event)
      checked = check.head
      taken.push({ event: read.event, stored })
      const version = this.#kind.erases(read.event)
      if (version !== null) erased.add(version)
    }
    publish(null, this.#view.value.status)
  }

  /** What the server has erased isn't kept here either. */
  #withoutTexts(events: readonly FollowedEvent<E>[], erased: ReadonlySet<number>): readonly FollowedEvent<E>[] {
    if (erased.size === 0) return events
    return events.map((followed, at) => {
      const { stored } = followed
      if (!erased.has(at + 1) || stored.content === null) return followed
      const bare = { ...stored, salt: null, content: null }
      return { event: this.#kind.read(bare), stored: bare }
    })
  }

  #read(stored: StoredEventMessage): { event: E } | string {
    try {
      return { event: this.#kind.read(stored) }
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  #settle(): void {
    const failure = this.#check?.finish() ?? this.#shorterThanRemembered()
    this.#view.update(view => ({ ...view, failure, status: { kind: 'live' } }))
    const head = this.#seen(this.#view.value.checked.version)
    if (failure === null && head !== null) this.#memory.saw(this.#aggregate, head)
  }

  /** A checked event of this page as it can be remembered. */
  #seen(version: number): SeenHead | null {
    const stored = this.#view.value.events[version - 1]?.stored
    return stored === undefined ? null : { version, hash: stored.hash, header: stored.header }
  }

  /** The event at the version that is remembered has to be the one that is remembered. */
  #otherThanRemembered({ version, hash }: ChainHead, { header }: StoredEventMessage): ChainFailure | null {
    const remembered = this.#remembered
    if (remembered === null || version !== remembered.version || hash === remembered.hash) return null
    this.#memory.contradicted(this.#aggregate, remembered, { version, hash, header })
    const message =
      'This browser has seen another event here before. The history was rewritten since, or the server shows different people different ones.'
    return { check: 'chain', rule: 'remembered', version, message, expected: remembered.hash, actual: hash }
  }

  #shorterThanRemembered(): ChainFailure | null {
    const remembered = this.#remembered
    const { checked } = this.#view.value
    if (remembered === null || checked.version >= remembered.version) return null
    this.#memory.contradicted(this.#aggregate, remembered, this.#seen(checked.version))
    return {
      check: 'chain',
      rule: 'remembered',
      version: checked.version + 1,
      message: `This browser has seen this history up to version ${remembered.version} before; now it ends with version ${checked.version}.`,
      expected: `version ${remembered.version}, ${remembered.hash}`,
      actual: checked.version === 0 ? 'no history' : `version ${checked.version}, ${checked.hash}`,
    }
  }

  /** The server knows nothing of it: alarming only where this browser does. */
  #nothingThere(): true {
    if (this.#view.value.checked.version > 0) return this.#shorter({ version: 0, hash: '' })
    const failure = this.#shorterThanRemembered()
    return failure === null ? this.#fail(null) : this.#alarm(failure)
  }

  #fail(text: string | null): true {
    this.#view.update(view => ({ ...view, status: text === null ? { kind: 'not_found' } : { kind: 'failed', text } }))
    return true
  }

  #shorter(head: ChainHead): true {
    const { checked } = this.#view.value
    const seen = this.#seen(checked.version)
    if (seen !== null) this.#memory.contradicted(this.#aggregate, seen, this.#seen(head.version))
    const message = 'The server’s history of this is shorter than what it has shown before.'
    return this.#alarm({
      check: 'chain',
      rule: 'version',
      version: head.version + 1,
      message,
      expected: String(checked.version),
      actual: String(head.version),
    })
  }

  /** A page without events that says there are more: what the server names as newest isn't there to be had. */
  #cutOff(head: ChainHead): true {
    const { checked } = this.#view.value
    return this.#alarm({
      check: 'chain',
      rule: 'missing',
      version: checked.version + 1,
      message: `The history ends with version ${checked.version}, but the server names version ${head.version} as its newest.`,
      expected: String(head.version),
      actual: String(checked.version),
    })
  }

  /** `shown` where the whole event is at hand. */
  #forked(version: number, actual: string, shown: StoredEventMessage | null): true {
    const message = 'The server shows another event here than it has shown before.'
    const seen = this.#seen(version)
    if (seen !== null) this.#memory.contradicted(this.#aggregate, seen, { version, hash: actual, header: shown?.header ?? '' })
    return this.#alarm({ check: 'chain', rule: 'hash', version, message, expected: seen?.hash ?? '', actual })
  }

  #alarm(failure: ChainFailure): true {
    this.#view.update(view => ({ ...view, failure, status: { kind: 'live' } }))
    return true
  }
}

/** Where an event says that it stands; null for a header that isn't well formed, which the chain check then names. */
function placeOf({ header }: StoredEventMessage): { version: number; parent: string } | null {
  try {
    const { version, parent } = parseHeader(header)
    return { version, parent }
  } catch (error) {
    if (error instanceof HeaderError) return null
    throw error
  }
}
