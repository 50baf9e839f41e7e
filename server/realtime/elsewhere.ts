import type { PresenceState } from '../../core/protocol/messages.ts'
import { HERE_MS, isNobodyHere, TYPING_MS } from './presence.ts'

/** What isn't told again for this long was lost on the way when it ended. Each server tells all it sees once a minute. */
const TOLD_MS = 150_000

type Told = { readonly state: PresenceState; readonly at: number }
type Server = { heardAt: number; readonly topics: Map<string, Told> }

/** Who is where, as other servers tell. Of a server that is silent for as long as a page may be, everything is forgotten. */
export class Elsewhere {
  readonly #servers = new Map<string, Server>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** A server is there; true where nothing was known of it: what it told before wasn't heard. */
  heard(name: string): boolean {
    const server = this.#servers.get(name)
    if (server !== undefined) server.heardAt = this.#now()
    else this.#servers.set(name, { heardAt: this.#now(), topics: new Map() })
    return server === undefined
  }

  /** All that a server sees of a topic; true where that is something else than before. */
  told(name: string, state: PresenceState): boolean {
    const topics = this.#servers.get(name)?.topics
    if (topics === undefined) return false
    const before = topics.get(state.topic)
    if (isNobodyHere(state)) return topics.delete(state.topic)
    topics.set(state.topic, { state, at: this.#now() })
    return JSON.stringify(before?.state) !== JSON.stringify(state)
  }

  /** A server stops; answers the topics where that changes something. */
  stopped(name: string): readonly string[] {
    const topics = this.#servers.get(name)?.topics.keys() ?? []
    this.#servers.delete(name)
    return [...topics]
  }

  /** Forgets who wasn't heard of; answers the topics where that changes something. To be called every few seconds. */
  expire(): readonly string[] {
    const now = this.#now()
    const changed: string[] = []
    for (const [name, { heardAt, topics }] of this.#servers) {
      if (heardAt + HERE_MS <= now) {
        changed.push(...this.stopped(name))
        continue
      }
      for (const [topic, { state, at }] of topics) {
        const isOver = at + TOLD_MS <= now
        const hasTyped = state.typing.length > 0 && at + TYPING_MS <= now
        if (!isOver && !hasTyped) continue
        if (isOver) topics.delete(topic)
        else topics.set(topic, { state: { ...state, typing: [] }, at })
        changed.push(topic)
      }
    }
    return changed
  }

  states(topic: string): readonly PresenceState[] {
    return [...this.#servers.values()].flatMap(({ topics }) => topics.get(topic)?.state ?? [])
  }
}
