import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { Server } from 'socket.io'
import { ERRORS, KnownError } from '../../core/protocol/errors.ts'
import { type ClientToServer, MAX_MESSAGE_BYTES, type Me, type ServerToClient, type SessionEnded } from '../../core/protocol/messages.ts'
import type { CommandBus } from '../actors/command-bus.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { AnchoringStatusSource } from '../anchoring/status-source.ts'
import type { Projections } from '../projections/projections.ts'
import type { Store } from '../store/store.ts'
import { Connection, type TypedSocket } from './connection.ts'
import { Hub } from './hub.ts'
import { Presence } from './presence.ts'
import { type Relay, type RelayedHere, startRelay } from './relay.ts'
import { watchStore } from './store-watch.ts'

const HEADS_EVERY_MS = 25_000
const PRESENCE_EVERY_MS = 3_000
const CLOSING = 'The server is stopping. This page connects again by itself.'

export type EndedSession = SessionEnded & {
  readonly tokenHash?: string | undefined
  readonly userId?: string | undefined
  /** The one session of this user that goes on. */
  readonly except?: string | undefined
}

export type RealtimeOptions = {
  readonly store: Store
  readonly bus: CommandBus
  readonly projections: Projections
  readonly anchoring: AnchoringStatusSource
  readonly origin: string
  readonly openTicketLimit: number
  readonly now: () => number
  /** A fresh UUID, by which other servers on the store know this one. */
  readonly freshId: () => string
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
  readonly presence: Presence
  /** To the other servers on the store. */
  readonly relay: Relay
  /** Tells those who watch a topic who is there. */
  tellPresence(topic: string): void
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
  const presence = new Presence(options.now)
  const connections = new Map<string, Connection>()
  const relay = startRelay({
    notices: options.store.notices,
    server: options.freshId(),
    log: options.log,
    onHere: takeHere,
    onEnded: endSession,
  })
  const parts: RealtimeParts = { ...options, hub, presence, relay, tellPresence }

  function tellPresence(topic: string): void {
    io.to(topic).volatile.emit('presence', presence.state(topic))
  }

  function takeHere({ topic, connection, me, state }: RelayedHere): void {
    const changed = state === 'left' ? presence.left(topic, connection) : presence.seen(topic, connection, me, state === 'typing')
    if (changed) tellPresence(topic)
  }

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
      relay.ended(ended)
    }),
  ]
  // Their pages say what is the matter when they come back, here or through a server that has its store.
  const stopWatching = watchStore(options.store, () => io.disconnectSockets())
  const heads = setInterval(() => {
    for (const connection of connections.values()) void connection.tellHeads()
  }, HEADS_EVERY_MS)
  const expiring = setInterval(() => {
    for (const topic of presence.expire()) tellPresence(topic)
  }, PRESENCE_EVERY_MS)
  heads.unref()
  expiring.unref()

  return {
    connections: () => connections.size,
    async close(graceMs) {
      stopWatching()
      clearInterval(heads)
      clearInterval(expiring)
      for (const stop of stopListening) stop()
      io.emit('closing', { text: CLOSING })
      const late = new AbortController()
      await Promise.race([
        Promise.all([...connections.values()].map(connection => connection.drained())),
        delay(graceMs, undefined, { signal: late.signal }).catch(() => {}),
      ])
      late.abort()
      await relay.close()
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
