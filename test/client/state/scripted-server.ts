import { once } from 'node:events'
import { createServer } from 'node:http'
import { Server, type Socket as ServerSocket } from 'socket.io'
import { io } from 'socket.io-client'
import { Connection } from '../../../client/state/connection.ts'
import type { ClientToServer, CommandAnswer, HelloAnswer, ServerToClient, Sync, SyncAnswer } from '../../../core/protocol/messages.ts'
import { PROTOCOL } from '../../../core/protocol/messages.ts'

type ErrorAnswer = {
  readonly error: { readonly code: 'not_found' | 'protocol_mismatch' | 'store_unavailable' | 'internal'; readonly text: string }
}
type Wire = ServerSocket<ClientToServer, ServerToClient>

export const ORIGIN = 'desk.test'

/** What the server answers; a test replaces what it is about. `undefined`: no answer, as when a message is lost. */
export type Script = {
  hello: HelloAnswer | ErrorAnswer
  sync(message: Sync): SyncAnswer | ErrorAnswer
  command(message: unknown): CommandAnswer | ErrorAnswer | undefined
}

/** A socket.io server that speaks the protocol by a script: for what a good server never does, and for moments that are hard to meet. */
export async function startScriptedServer(changes: Partial<Script> = {}) {
  const script: Script = {
    hello: { protocol: PROTOCOL, serverTime: 0, origin: ORIGIN, me: null, limits: { openTickets: 3 } },
    sync: () => ({ error: { code: 'not_found', text: 'There is no such thing.' } }),
    command: () => ({ error: { code: 'internal', text: 'Nothing is scripted.' } }),
    ...changes,
  }
  const http = createServer()
  const server = new Server<ClientToServer, ServerToClient>(http)
  const syncs: Sync[] = []
  const commands: unknown[] = []
  const unsyncs: string[] = []
  server.on('connection', (socket: Wire) => {
    socket.on('hello', (_, answer) => answer(script.hello))
    socket.on('sync', (message, answer) => {
      syncs.push(message)
      answer(script.sync(message))
    })
    socket.on('unsync', ({ topic }) => void unsyncs.push(topic))
    socket.on('command', (message, answer) => {
      commands.push(message)
      const scripted = script.command(message)
      if (scripted === undefined) socket.disconnect(true)
      else answer(scripted)
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const problems: string[] = []
  const socket = io(`http://127.0.0.1:${address.port}`, {
    autoConnect: false,
    reconnection: false,
    forceNew: true,
    transports: ['websocket'],
  })
  const connection = new Connection({
    socket,
    clientId: '00000000-0000-4000-8000-0000000000cc',
    now: Date.now,
    random: () => 0,
    // A hundred times faster than for people.
    schedule: (task, delay) => {
      const timer = setTimeout(task, delay / 100)
      return () => clearTimeout(timer)
    },
    report: problem => problems.push(problem),
    sessionEnded: () => {},
  })
  return {
    script,
    connection,
    syncs,
    commands,
    unsyncs,
    problems,
    push: <E extends keyof ServerToClient>(event: E, ...message: Parameters<ServerToClient[E]>) => server.emit(event, ...message),
    /** Something that no good server sends. */
    pushUnknown: (event: string, message: unknown) => {
      for (const client of server.sockets.sockets.values()) client.conn.write(`2${JSON.stringify([event, message])}`)
    },
    dropAll: () => server.disconnectSockets(true),
    async close() {
      socket.disconnect()
      await server.close()
    },
  }
}
