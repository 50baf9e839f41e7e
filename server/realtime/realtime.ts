import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { Server } from 'socket.io'
import { z } from 'zod'
import { ERRORS, KnownError } from '../../core/protocol/errors.ts'
import { type ClientToServer, MAX_MESSAGE_BYTES, type Me, type ServerToClient, sessionEndedSchema } from '../../core/protocol/messages.ts'
import type { CommandBus } from '../actors/command-bus.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { AnchoringStatusSource } from '../anchoring/status-source.ts'
import type { Projections } from '../projections/projections.ts'
import type { Channel, Relay } from '../relay/relay.ts'
import type { Store } from '../store/store.ts'
import { Connection, type TypedSocket } from './connection.ts'
import { Heads } from './heads.ts'
import { Hub } from './hub.ts'
import { SharedPresence } from './shared-presence.ts'
import { type StoreWatch, watchStore } from './store-watch.ts'

const HEADS_EVERY_MS = 25_000
const EXPIRE_EVERY_MS = 3_000
const BEAT_EVERY_MS = 15_000
const CLOSING = 'The server is stopping. This page connects again by itself.'

const endedSchema = sessionEndedSchema.extend({
  tokenHash: z.string().optional(),
  userId: z.string().optional(),
  /** The one session of this user that goes on. */
  except: z.string().optional(),
})
const ENDED: Channel<EndedSession> = { name: 'session-ended', schema: endedSchema }

export type EndedSession = z.infer<typeof endedSchema>

export type RealtimeOptions = {
  readonly store: Store
  readonly bus: CommandBus
  readonly projections: Projections
  readonly anchoring: AnchoringStatusSource
  readonly origin: string
  readonly openTicketLimit: number
  readonly now: () => number
  /** To the other servers on the store. */
  readonly relay: Relay
  readonly log: Log
  /** The person whose session this token is; null where there is none (any more). */
  authenticate(token: string): Promise<{ readonly me: Me; readonly tokenHash: string } | null>
  /** The session's token in a request, or null. */
  tokenOf(request: IncomingMessage): string | null
  /** Whether a request may come from the page that it says it comes from. */
  allowsOrigin(request: IncomingMessage): boolean
  onSessionEnded(listener: (ended: EndedSession) => void): () => void
}

/** What all connections share. */
export type RealtimeParts = RealtimeOptions & {
  readonly hub: Hub
  readonly presence: SharedPresence
  readonly storeWatch: Pick<StoreWatch, 'isAway'>
}

export interface Realtime {
  connections(): number
  /** Tells every client that the server stops, answers what is under way, for `graceMs` at most, and closes the connections. */
  close(graceMs: number): Promise<void>
}

/** The socket.io side of the server: the protocol of core/protocol/messages.ts, for people and guests. */
export function startRealtime(http: HttpServer, options: RealtimeOptions): Realtime {
  const io = new Server<ClientToServer, ServerToClient>(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    transports: ['websocket', 'polling'],
    allowRequest: (request, decide) => {
      const allowed = options.allowsOrigin(request)
      decide(allowed ? null : ERRORS.foreign_origin.text, allowed)
    },
  })
  const hub = new Hub()
  const { store, relay } = options
  const connections = new Map<string, Connection>()
  const presence = new SharedPresence({
    now: options.now,
    relay,
    onChanged: topic => void io.to(topic).volatile.emit('presence', presence.state(topic)),
  })
  // They come back, here or to a server that has its store.
  const storeWatch = watchStore(store, () => {
    io.emit('closing', { code: 'store_unavailable', text: ERRORS.store_unavailable.text })
    io.disconnectSockets()
  })
  const parts: RealtimeParts = { ...options, hub, presence, storeWatch }
  relay.hear(ENDED, endSession)

  function endSession(ended: EndedSession): void {
    for (const connection of connections.values()) connection.sessionEnded(ended)
  }

  io.on('connection', socket => {
    const connection = new Connection(socket, parts, options.tokenOf(socket.request))
    connections.set(socket.id, connection)
    listen(socket, connection)
    socket.on('disconnect', () => {
      connections.delete(socket.id)
      connection.close()
    })
  })

  const stopListening = [
    options.projections.onProjected(projected => {
      hub.publish(projected)
    }),
    options.anchoring.onStatus(status => {
      hub.publishStatus(status)
    }),
    options.onSessionEnded(ended => {
      endSession(ended)
      relay.tell(ENDED, ended)
    }),
  ]
  const stopHeads = new Heads(hub, store).start(HEADS_EVERY_MS)
  const expiring = setInterval(() => presence.expire(), EXPIRE_EVERY_MS).unref()
  const beating = setInterval(() => presence.beat(), BEAT_EVERY_MS).unref()

  return {
    connections: () => connections.size,
    async close(graceMs) {
      storeWatch.stop()
      stopHeads()
      clearInterval(expiring)
      clearInterval(beating)
      for (const stop of stopListening) stop()
      io.emit('closing', { text: CLOSING })
      const late = new AbortController()
      await Promise.race([
        Promise.all([...connections.values()].map(connection => connection.drained())),
        delay(graceMs, undefined, { signal: late.signal }).catch(() => {}),
      ])
      late.abort()
      presence.stop()
      // Closes the sockets, and then waits for the HTTP server to end: that is for whoever closes the server.
      void io.close()
    },
  }
}

/** The table of messages. Whatever else comes is answered too: a client must never wait for ever. */
function listen(socket: TypedSocket, connection: Connection): void {
  const known = new Set(['hello', 'sync', 'unsync', 'command', 'presence'])
  socket.on('hello', (message, ack) => void connection.hello(message).then(callable(ack)))
  socket.on('command', (message, ack) => void connection.command(message).then(callable(ack)))
  socket.on('sync', (message, ack) => void connection.sync(message, callable(ack)))
  socket.on('unsync', message => connection.unsync(message))
  socket.on('presence', message => connection.presence(message))
  socket.onAny((event: string, ...rest: unknown[]) => {
    if (known.has(event)) return
    const ack = rest.at(-1)
    if (typeof ack === 'function') ack(new KnownError('bad_request', 'There is no such message.').toBody())
  })
}

/** A client may leave the acknowledgement out, or send something else in its place. */
function callable<T>(ack: unknown): (answer: T) => void {
  return typeof ack === 'function' ? answer => ack(answer) : () => {}
}
