import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { sessionEndedSchema } from '../../core/protocol/messages.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { Notices } from '../store/notices.ts'
import type { Here } from './presence.ts'

/** What is to be told is gathered for so long, and goes as one notice. */
const GATHER_MS = 200
/** Of what a notice holds at most; the rest follows in the next one. */
const AT_ONCE = 500
const RETRY_MS = 1000

const hereSchema = z.object({
  topic: z.string(),
  /** Unlike that of any other server's connections. */
  connection: z.string(),
  me: z.object({ id: z.string(), displayName: z.string() }).nullable(),
  state: z.enum(['here', 'typing', 'left']),
})
const endedSchema = sessionEndedSchema.extend({
  tokenHash: z.string().optional(),
  userId: z.string().optional(),
  except: z.string().optional(),
})
const noticeSchema = z.object({ from: z.string(), here: z.array(hereSchema), ended: z.array(endedSchema) })

export type RelayedHere = z.infer<typeof hereSchema>
export type RelayedEnd = z.infer<typeof endedSchema>

export type RelayOptions = {
  readonly notices: Notices
  /** Names this server: another name for each process. */
  readonly server: string
  readonly log: Log
  onHere(here: RelayedHere): void
  onEnded(ended: RelayedEnd): void
}

/** Tells the other servers on the store who is here and whose session has ended, and hears it from them. */
export interface Relay {
  here(topic: string, connection: string, me: Here | null, state: RelayedHere['state']): void
  ended(ended: RelayedEnd): void
  /** Tells what is still to be told. */
  close(): Promise<void>
}

export function startRelay({ notices, server, log, onHere, onEnded }: RelayOptions): Relay {
  const stop = new AbortController()
  const pending = new Map<string, RelayedHere>()
  let ends: RelayedEnd[] = []
  let gathering: NodeJS.Timeout | null = null
  let telling: Promise<void> = Promise.resolve()

  function gather(): void {
    gathering ??= setTimeout(() => {
      gathering = null
      telling = telling.then(tell)
    }, GATHER_MS)
  }

  async function tell(): Promise<void> {
    while (pending.size > 0 || ends.length > 0) {
      const here = [...pending].slice(0, AT_ONCE)
      const ended = ends.slice(0, AT_ONCE)
      for (const [key] of here) pending.delete(key)
      ends = ends.slice(AT_ONCE)
      try {
        await notices.post(JSON.stringify({ from: server, here: here.map(([, entry]) => entry), ended }))
      } catch (error) {
        // Who is here says so again, and a session that has ended has no rights on any server.
        log.warn({ err: error }, 'other servers could not be told who is here')
        return
      }
    }
  }

  async function listen(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        for await (const text of notices.follow(stop.signal)) hear(text)
      } catch (error) {
        if (stop.signal.aborted) return
        log.warn({ err: error }, 'what other servers tell can’t be heard; trying again')
        await delay(RETRY_MS, undefined, { signal: stop.signal }).catch(() => {})
      }
    }
  }

  function hear(text: string): void {
    const notice = parse(text)
    if (notice === null) log.warn({}, 'a notice of another server can’t be read')
    if (notice === null || notice.from === server) return
    for (const here of notice.here) onHere(here)
    for (const ended of notice.ended) onEnded(ended)
  }

  const listening = listen()

  return {
    here(topic, connection, me, state) {
      const known = me === null ? null : { id: me.id, displayName: me.displayName }
      pending.set(`${topic} ${connection}`, { topic, connection: `${server}/${connection}`, me: known, state })
      gather()
    },
    ended(ended) {
      ends.push(ended)
      gather()
    },
    async close() {
      if (gathering !== null) clearTimeout(gathering)
      await telling
      await tell()
      stop.abort()
      await listening
    },
  }
}

function parse(text: string): z.infer<typeof noticeSchema> | null {
  try {
    return noticeSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
