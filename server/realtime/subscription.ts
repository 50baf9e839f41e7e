import type { Delta, HeadMessage } from '../../core/protocol/messages.ts'

/** Packets that may wait in a connection before pushing to it stops. */
export const MAX_QUEUED_PACKETS = 64
/** Changes that are kept for a topic while one of its pages is being read. */
const MAX_MISSED = 256

/** A change of a topic. `version` is that of a chain's event, by which a client that has it already is told apart; else null. */
export type Change = { readonly delta: Delta; readonly version: number | null }

/** What a subscription pushes through. */
export type Wire = {
  /** Packets that the connection has not sent yet. */
  queued(): number
  delta(delta: Delta): void
  /** Tells the client where a chain is. */
  head(message: HeadMessage): void
  /** Tells the client to pull, as soon as the connection has drained. */
  behind(topic: string): void
}

type Pulling = { readonly type: 'pulling'; readonly missed: Change[]; overflowed: boolean }

/** A pull under way. Where a client pulls again before it is done, only the later one begins the pushing. */
export type Pull = Readonly<Pulling>

/**
 * - `pulling`: a page is being read for the client; changes are kept meanwhile, and follow the page if it catches up.
 * - `catching up`: the client has more pages to pull; nothing is pushed or kept.
 * - `live`: changes are pushed.
 * - `behind`: the connection didn't keep up; the client will pull.
 */
type State = Pulling | { readonly type: 'catching up' } | { readonly type: 'live' } | { readonly type: 'behind' }

/** One topic of one connection, in one of two modes: the client pulls, or the server pushes. Memory is bounded in both. */
export class Subscription {
  readonly topic: string
  readonly #wire: Wire
  #state: State = { type: 'catching up' }
  /** The version of a chain up to which the client has been given everything. */
  #reached = 0

  constructor(topic: string, wire: Wire) {
    this.topic = topic
    this.#wire = wire
  }

  get state(): State['type'] {
    return this.#state.type
  }

  /** To be called before a page is read: what changes from now on isn't lost. */
  pull(): Pull {
    const pulling: Pulling = { type: 'pulling', missed: [], overflowed: false }
    this.#state = pulling
    return pulling
  }

  /** To be called when the page has been handed to the client. `reached`: for a chain, the version of its last event. */
  pulled(pull: Pull, caughtUp: boolean, reached = 0): void {
    if (this.#state !== pull) return
    const { missed, overflowed } = pull
    if (!caughtUp) {
      this.#state = { type: 'catching up' }
      return
    }
    this.#state = { type: 'live' }
    this.#reached = reached
    if (overflowed) this.#fallBehind()
    else for (const change of missed) this.push(change)
  }

  push(change: Change): void {
    const state = this.#state
    if (state.type === 'live') this.#pushLive(change)
    else if (state.type === 'pulling') {
      if (state.missed.length < MAX_MISSED) state.missed.push(change)
      else state.overflowed = true
    }
  }

  /** Tells where the chain is, where the client believes that it has it all. */
  tellHead(head: HeadMessage['head']): void {
    if (this.#state.type === 'live') this.#wire.head({ topic: this.topic, head })
  }

  #pushLive({ delta, version }: Change): void {
    // An event is stored before it is pushed: the page that caught up may already have had it.
    if (version !== null && version <= this.#reached) return
    if (this.#wire.queued() > MAX_QUEUED_PACKETS) {
      this.#fallBehind()
      return
    }
    this.#wire.delta(delta)
    if (version !== null) this.#reached = version
  }

  #fallBehind(): void {
    this.#state = { type: 'behind' }
    this.#wire.behind(this.topic)
  }
}
