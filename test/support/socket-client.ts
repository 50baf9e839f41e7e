import { randomUUID } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import type { ErrorBody } from '../../core/protocol/errors.ts'
import {
  type ClientToServer,
  type CommandAnswer,
  type Delta,
  type HelloAnswer,
  helloAnswerSchema,
  PROTOCOL,
  type ServerToClient,
  type SyncAnswer,
} from '../../core/protocol/messages.ts'

/** A browser's connection, without the browser. It keeps all that was pushed to it. */
export class SocketClient {
  readonly socket: Socket<ServerToClient, ClientToServer>
  readonly deltas: Delta[] = []
  readonly behind: string[] = []
  readonly sessions: string[] = []
  readonly closing: string[] = []

  constructor(url: string, options: { readonly cookie?: string; readonly origin?: string } = {}) {
    const extraHeaders: Record<string, string> = {}
    if (options.cookie) extraHeaders.cookie = options.cookie
    if (options.origin) extraHeaders.origin = options.origin
    this.socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders })
    this.socket.on('delta', delta => this.deltas.push(delta))
    this.socket.on('behind', ({ topic }) => this.behind.push(topic))
    this.socket.on('session', ({ reason }) => this.sessions.push(reason))
    this.socket.on('closing', ({ text }) => this.closing.push(text))
  }

  /** Resolves when the connection stands; rejects where it is refused. */
  connected(): Promise<void> {
    if (this.socket.connected) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.socket.once('connect', resolve)
      this.socket.once('connect_error', reject)
    })
  }

  async hello(): Promise<HelloAnswer> {
    await this.connected()
    return helloAnswerSchema.parse(await this.ask('hello', { protocol: PROTOCOL, clientId: randomUUID() }))
  }

  sync(topic: string, since: number | string | null, limit = 100): Promise<SyncAnswer | ErrorBody> {
    return this.socket.timeout(10_000).emitWithAck('sync', { topic, since, limit })
  }

  command(type: 'ticket' | 'user', id: string, name: string, payload: unknown = {}): Promise<CommandAnswer | ErrorBody> {
    return this.socket.timeout(10_000).emitWithAck('command', { id: randomUUID(), aggregate: { type, id }, type: name, payload })
  }

  /** Any message with anything in it. */
  ask(name: string, ...message: readonly unknown[]): Promise<unknown> {
    const untyped: Socket = this.socket
    return untyped.timeout(10_000).emitWithAck(name, ...message)
  }

  close(): void {
    this.socket.disconnect()
  }
}

export function codeOf(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'error' in answer) {
    const { error } = answer
    if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code)
  }
  return 'ok'
}
