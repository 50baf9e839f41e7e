import { z } from 'zod'
import { type PresenceState, presenceStateSchema } from '../../core/protocol/messages.ts'
import type { Channel, Relay } from '../relay/relay.ts'
import { Elsewhere } from './elsewhere.ts'
import { type Here, isNobodyHere, Presence, together } from './presence.ts'

/** Each topic is told again so often: what got lost is made up for. */
const TELL_AGAIN_MS = 60_000

/** All that a server sees of a topic, each time that changes. */
const HERE: Channel<PresenceState> = { name: 'here', schema: presenceStateSchema }
/** A server that sees anybody goes on to. */
const BEAT: Channel<'here'> = { name: 'presence-beat', schema: z.literal('here') }
/** One server asks another to tell all it sees. */
const ASKED: Channel<string> = { name: 'presence-asked', schema: z.string() }
const STOPPED: Channel<'stopped'> = { name: 'presence-stopped', schema: z.literal('stopped') }

export type SharedPresenceOptions = {
  readonly now: () => number
  readonly relay: Pick<Relay, 'server' | 'tell' | 'hear'>
  /** Others see another state of a topic now. */
  onChanged(topic: string): void
}

/**
 * Who is here, through whatever server. Servers tell each other changes, not that somebody goes on being here: a beat says so for all whom a
 * server sees. Whoever hears a server for the first time asks it for the rest.
 */
export class SharedPresence {
  readonly #here: Presence
  readonly #elsewhere: Elsewhere
  readonly #options: SharedPresenceOptions
  /** When each topic was last told. */
  readonly #toldAt = new Map<string, number>()
  #isStopped = false

  constructor(options: SharedPresenceOptions) {
    this.#options = options
    this.#here = new Presence(options.now)
    this.#elsewhere = new Elsewhere(options.now)
    const { relay, onChanged } = options
    relay.hear(HERE, (state, from) => {
      this.#heard(from)
      if (this.#elsewhere.told(from, state)) onChanged(state.topic)
    })
    relay.hear(BEAT, (_, from) => this.#heard(from))
    relay.hear(ASKED, server => {
      if (server === relay.server) this.#tellAll(Number.POSITIVE_INFINITY)
    })
    relay.hear(STOPPED, (_, from) => {
      for (const topic of this.#elsewhere.stopped(from)) onChanged(topic)
    })
  }

  /** Notes that a connection is here; true where that changes what others see, who are told. */
  seen(topic: string, connection: string, me: Here | null, typing: boolean): boolean {
    const isChanged = this.#here.seen(topic, connection, me, typing)
    // Other servers, too, forget after a few seconds that somebody types.
    if (isChanged || typing) this.#tell(topic)
    if (isChanged) this.#options.onChanged(topic)
    return isChanged
  }

  left(topic: string, connection: string): void {
    if (this.#here.left(topic, connection)) this.#changed(topic)
  }

  state(topic: string): PresenceState {
    return together(topic, [this.#here.state(topic), ...this.#elsewhere.states(topic)])
  }

  /** Forgets who hasn't been heard of. To be called every few seconds. */
  expire(): void {
    for (const topic of this.#here.expire()) this.#changed(topic)
    for (const topic of this.#elsewhere.expire()) this.#options.onChanged(topic)
  }

  /** Tells other servers that those who are here still are. To be called three times as often as one who is silent is forgotten. */
  beat(): void {
    const { now, relay } = this.#options
    if (this.#toldAt.size === 0) return
    relay.tell(BEAT, 'here', 'beat')
    this.#tellAll(now() - TELL_AGAIN_MS)
  }

  /** Nobody is here any more, for other servers; nor will be. */
  stop(): void {
    this.#isStopped = true
    if (this.#toldAt.size > 0) this.#options.relay.tell(STOPPED, 'stopped')
  }

  #heard(from: string): void {
    if (this.#elsewhere.heard(from)) this.#options.relay.tell(ASKED, from, from)
  }

  #changed(topic: string): void {
    this.#tell(topic)
    this.#options.onChanged(topic)
  }

  #tellAll(toldBefore: number): void {
    for (const topic of this.#here.topics()) if ((this.#toldAt.get(topic) ?? 0) <= toldBefore) this.#tell(topic)
  }

  #tell(topic: string): void {
    if (this.#isStopped) return
    const { relay, now } = this.#options
    const state = this.#here.state(topic)
    if (isNobodyHere(state)) this.#toldAt.delete(topic)
    else this.#toldAt.set(topic, now())
    relay.tell(HERE, state, topic)
  }
}
