import type { Me, PresenceState } from '../../core/protocol/messages.ts'

/** Somebody who hasn't said so for this long is no longer here, or no longer typing. */
const HERE_MS = 45_000
const TYPING_MS = 6_000

/** Who is here, as others see it. */
export type Here = Pick<Me, 'id' | 'displayName'>

type Seen = { readonly me: Here | null; readonly seenAt: number; readonly typingAt: number | null }

/** Who looks at which topic, and who is typing. It lives in memory, expires by itself, and never touches the log. */
export class Presence {
  readonly #topics = new Map<string, Map<string, Seen>>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Notes that a connection is here; true where that changes what others see. */
  seen(topic: string, connection: string, me: Here | null, typing: boolean): boolean {
    const before = JSON.stringify(this.state(topic))
    const connections = this.#topics.get(topic) ?? new Map<string, Seen>()
    this.#topics.set(topic, connections)
    connections.set(connection, { me, seenAt: this.#now(), typingAt: typing && me !== null ? this.#now() : null })
    return JSON.stringify(this.state(topic)) !== before
  }

  /** True where somebody was here under this connection. */
  left(topic: string, connection: string): boolean {
    const connections = this.#topics.get(topic)
    const was = connections?.delete(connection) ?? false
    if (connections?.size === 0) this.#topics.delete(topic)
    return was
  }

  /** Forgets who hasn't been heard of; answers the topics where that changes something. To be called every few seconds. */
  expire(): readonly string[] {
    const now = this.#now()
    const changed: string[] = []
    for (const [topic, connections] of this.#topics) {
      let changes = false
      for (const [connection, seen] of connections) {
        if (seen.seenAt + HERE_MS <= now) changes = connections.delete(connection) || changes
        else if (seen.typingAt !== null && seen.typingAt + TYPING_MS <= now) {
          connections.set(connection, { ...seen, typingAt: null })
          changes = true
        }
      }
      if (connections.size === 0) this.#topics.delete(topic)
      if (changes) changed.push(topic)
    }
    return changed
  }

  /** A person with several windows is here once. */
  state(topic: string): PresenceState {
    const here = new Map<string, string>()
    const typing = new Set<string>()
    let guests = 0
    for (const { me, typingAt } of this.#topics.get(topic)?.values() ?? []) {
      if (me === null) guests++
      else here.set(me.id, me.displayName)
      if (me !== null && typingAt !== null) typing.add(me.id)
    }
    return { topic, here: [...here].map(([id, displayName]) => ({ id, displayName })), guests, typing: [...typing] }
  }
}
