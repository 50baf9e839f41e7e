import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Log } from '../actors/live-aggregate.ts'
import type { Notices } from '../store/notices.ts'

/** What is to be told is gathered for so long, and goes as one notice. */
const GATHER_MS = 200
/** How long after a failure it is tried again. */
const RETRY_MS = 1000
/** Characters that a notice carries, or one thing that is longer; the rest follows in the next one. */
const MAX_CHARACTERS = 64 * 1024
/** What may wait while the store is away: then what has waited longest is dropped. */
const MAX_WAITING = 10_000

/** One kind of thing that servers tell each other: its name, and what is read of it. */
export type Channel<T> = { readonly name: string; readonly schema: z.ZodType<T> }

export type RelayOptions = {
  readonly notices: Notices
  /** Names this server: another name for each process. */
  readonly server: string
  readonly log: Log
}

/**
 * What the servers on one store tell each other, in the order in which one tells it. It arrives within a second where the store is there; where
 * it is away, it is told when it comes back. A notice may get lost or arrive twice (store/notices.ts): whoever hears has to bear both.
 */
export interface Relay {
  /** The name by which others know this server. */
  readonly server: string
  /** Tells all others. What is told under a key takes the place of what still waits under that key. */
  tell<T>(channel: Channel<T>, item: T, key?: string): void
  /** Listens to what others tell, never to this server's own. One listener a channel. */
  hear<T>(channel: Channel<T>, take: (item: T, from: string) => void): void
  /** Tells what is still to be told, if the store takes it. */
  close(): Promise<void>
}

const noticeSchema = z.object({ from: z.string(), told: z.array(z.object({ channel: z.string(), item: z.unknown() })) })

export function startRelay({ notices, server, log }: RelayOptions): Relay {
  const stop = new AbortController()
  const listeners = new Map<string, (item: unknown, from: string) => void>()
  /** What is to be told, as JSON, each under its key. */
  const waiting = new Map<string, string>()
  let unnamed = 0
  let gathering: NodeJS.Timeout | null = null
  let telling: Promise<void> = Promise.resolve()
  let isTroubled = false

  function gather(ms: number): void {
    gathering ??= setTimeout(() => {
      gathering = null
      telling = telling.then(tellAll)
    }, ms).unref()
  }

  async function tellAll(): Promise<void> {
    while (waiting.size > 0) {
      const told = someOf(waiting)
      try {
        await notices.post(`{"from":${JSON.stringify(server)},"told":[${told.map(([, text]) => text).join(',')}]}`)
      } catch (error) {
        if (!isTroubled) log.warn({ err: error }, 'other servers can’t be told anything; trying again')
        isTroubled = true
        if (!stop.signal.aborted) gather(RETRY_MS)
        return
      }
      isTroubled = false
      // What took its place meanwhile is still to be told.
      for (const [key, text] of told) if (waiting.get(key) === text) waiting.delete(key)
    }
  }

  async function listen(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        for await (const text of notices.follow(stop.signal)) hearNotice(text)
      } catch (error) {
        if (stop.signal.aborted) return
        log.warn({ err: error }, 'what other servers tell can’t be heard; trying again')
        await delay(RETRY_MS, undefined, { signal: stop.signal }).catch(() => {})
      }
    }
  }

  function hearNotice(text: string): void {
    const notice = parse(text)
    if (notice === null) log.warn({}, 'a notice of another server can’t be read')
    if (notice === null || notice.from === server) return
    // A channel that nobody listens to belongs to a newer server.
    for (const { channel, item } of notice.told) listeners.get(channel)?.(item, notice.from)
  }

  const listening = listen()

  return {
    server,
    tell(channel, item, key) {
      if (stop.signal.aborted) return
      const text = JSON.stringify({ channel: channel.name, item })
      waiting.set(key === undefined ? `${unnamed++}` : `${channel.name} ${key}`, text)
      const [longest] = waiting.keys()
      if (waiting.size > MAX_WAITING && longest !== undefined) waiting.delete(longest)
      gather(GATHER_MS)
    },
    hear(channel, take) {
      listeners.set(channel.name, (item, from) => {
        const parsed = channel.schema.safeParse(item)
        if (parsed.success) take(parsed.data, from)
        else log.warn({ channel: channel.name }, 'what another server tells can’t be read')
      })
    },
    async close() {
      stop.abort()
      if (gathering !== null) clearTimeout(gathering)
      await telling
      await tellAll()
      await listening
    },
  }
}

/** The first that wait, as many as fit into a notice: one at least. */
function someOf(waiting: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  const some: (readonly [string, string])[] = []
  let characters = 0
  for (const entry of waiting) {
    characters += entry[1].length
    if (characters > MAX_CHARACTERS && some.length > 0) break
    some.push(entry)
  }
  return some
}

function parse(text: string): z.infer<typeof noticeSchema> | null {
  try {
    return noticeSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
