import type { Me, PresenceState } from '../../core/protocol/messages.ts'

/** Somebody who hasn't said so for this long is no longer here, or no longer typing. */
export const HERE_MS = 45_000
export const TYPING_MS = 6_000

/** Who is here, as others see it. */
export type Here = Pick<Me, 'id' | 'displayName'>

type Seen = { readonly me: Here | null; readonly seenAt: number; readonly typingAt: number | null }

/** Who looks at which topic through this server, and who is typing. It lives in memory, expires by itself, and never touches the log. */
export class Presence {
  readonly #topics = new Map<string, Map<string, Seen>>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  topics(): Iterable<string> {
    return this.#topics.keys()
  }

  /** Notes that a connection is here; true where that changes what others see. */
  seen(topic: string, connection: string, me: Here | null, typing: boolean): boolean {
    const connections = this.#topics.get(topic) ?? new Map<string, Seen>()
    const now = this.#now()
    const seen: Seen = { me, seenAt: now, typingAt: typing && me !== null ? now : null }
    const was = connections.get(connection)
    if (was !== undefined && looksTheSame(was, seen)) {
      connections.set(connection, seen)
      return false
    }
    const before = JSON.stringify(this.state(topic))
    this.#topics.set(topic, connections.set(connection, seen))
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

/** What several servers see of a topic, as one. */
export function together(topic: string, states: readonly PresenceState[]): PresenceState {
  const here = new Map(states.flatMap(state => state.here).map(person => [person.id, person]))
  return {
    topic,
    here: [...here.values()],
    guests: states.reduce((sum, { guests }) => sum + guests, 0),
    typing: [...new Set(states.flatMap(({ typing }) => typing))],
  }
}

export function isNobodyHere({ here, guests }: PresenceState): boolean {
  return here.length === 0 && guests === 0
}

function looksTheSame(a: Seen, b: Seen): boolean {
  const sameTyping = (a.typingAt === null) === (b.typingAt === null)
  return a.me?.id === b.me?.id && a.me?.displayName === b.me?.displayName && sameTyping
}
