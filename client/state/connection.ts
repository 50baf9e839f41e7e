import type { Socket } from 'socket.io-client'
import { z } from 'zod'
import { ERRORS, type ErrorCode, errorBodySchema } from '../../core/protocol/errors.ts'
import {
  answerSchema,
  type Behind,
  behindSchema,
  type ClientToServer,
  type CommandAnswer,
  closingSchema,
  commandAnswerSchema,
  type Delta,
  deltaSchema,
  type HeadMessage,
  type HelloAnswer,
  headMessageSchema,
  helloAnswerSchema,
  PROTOCOL,
  type Presence,
  type PresenceState,
  presenceStateSchema,
  type ServerToClient,
  type SessionEnded,
  type Sync,
  type SyncAnswer,
  sessionEndedSchema,
  syncAnswerSchema,
} from '../../core/protocol/messages.ts'
import { Cell, type Readable } from './cell.ts'
import { retryPause } from './retry-pause.ts'

/** What the shell shows of the connection. Times are milliseconds since 1970. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online'; readonly hello: HelloAnswer }
  /** `why`: what the server says, where it can be reached and its store can't; as long as servers answer. */
  | { readonly kind: 'offline'; readonly since: number; readonly retryAt: number; readonly why: string | null }
  /** The server answered, and doesn't talk to this page: an older page, a foreign origin. Reloading may help; trying again doesn't. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly text: string }

/** Whether the server can be reached, and its store can't. */
export function isStoreAway(state: ConnectionState): boolean {
  return state.kind === 'offline' && state.why !== null
}

export type AnsweredError = { readonly code: ErrorCode; readonly text: string; readonly field?: string | undefined }

/** An answer, or why there is none. `lost`: the connection broke, the server or its store took too long, and nobody knows what came of the message. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly lost: true }
  | { readonly ok: false; readonly lost: false; readonly error: AnsweredError }

/** What the server pushes about one topic. */
export type TopicListener = {
  delta?(message: Delta): void
  behind?(message: Behind): void
  head?(message: HeadMessage): void
  presence?(message: PresenceState): void
}

export type ConnectionParts = {
  /** Not connected yet, and without socket.io's own reconnection. */
  readonly socket: Socket<ServerToClient, ClientToServer>
  readonly clientId: string
  /** Milliseconds since 1970. */
  now(): number
  /** In [0, 1): spreads the return of many browsers after an outage. */
  random(): number
  /** Runs `task` after `delay` milliseconds; the returned function cancels it. */
  schedule(task: () => void, delay: number): () => void
  /** Told of every message that is not as the protocol has it. It is not applied. */
  report(problem: string): void
  /** Told why the person's session ended on the server. */
  sessionEnded(message: SessionEnded): void
}

const ANSWER_TIMEOUT = 15_000

/**
 * The socket, typed (architecture.md, *Realtime protocol*). It says hello on every connect, comes back by itself, and tells honestly how things
 * are. Every message that comes in is parsed; one that doesn't parse is reported and dropped. Nothing is queued here: while not
 * online, `sync` and `command` answer `lost` at once.
 */
export class Connection {
  readonly #parts: ConnectionParts
  readonly #state = new Cell<ConnectionState>({ kind: 'connecting' })
  readonly #listeners = new Map<string, Set<TopicListener>>()
  /** How many times in a row no server has answered. */
  #unanswered = 0
  #since: number | null = null
  #cancelRetry: () => void = () => {}

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    const { socket } = parts
    socket.on('connect', () => void this.#hello())
    socket.on('connect_error', () => this.#noAnswer())
    socket.on('disconnect', reason => {
      if (reason !== 'io client disconnect') this.#noAnswer()
    })
    socket.on('delta', message => this.#push(deltaSchema, message, 'delta'))
    socket.on('behind', message => this.#push(behindSchema, message, 'behind'))
    socket.on('head', message => this.#push(headMessageSchema, message, 'head'))
    socket.on('presence', message => this.#push(presenceStateSchema, message, 'presence'))
    socket.on('session', message => {
      const ended = this.#parse(sessionEndedSchema, message, 'session')
      if (ended !== null) parts.sessionEnded(ended)
    })
    socket.on('closing', message => {
      const closing = this.#parse(closingSchema, message, 'closing')
      if (closing?.code === 'store_unavailable') this.#storeAway(closing.text)
    })
  }

  get state(): Readable<ConnectionState> {
    return this.#state
  }

  /** Connects, or connects anew: after signing in or out, since the cookie speaks only when a connection begins. */
  connect(): void {
    this.#cancelRetry()
    this.#parts.socket.disconnect()
    if (this.#since === null) this.#state.set({ kind: 'connecting' })
    this.#parts.socket.connect()
  }

  /** “Try now.” */
  retry(): void {
    if (this.#state.value.kind === 'offline') this.connect()
  }

  /** Calls `task` now if online, and whenever the connection is there again, until the returned function is called. */
  whenOnline(task: (hello: HelloAnswer) => void): () => void {
    const look = () => {
      const state = this.#state.value
      if (state.kind === 'online') task(state.hello)
    }
    look()
    return this.#state.subscribe(look)
  }

  sync(message: Sync): Promise<Result<SyncAnswer>> {
    return this.#ask(syncAnswerSchema, socket => socket.emitWithAck('sync', message))
  }

  /** Sends a command as it is. Use `Commands`, which sends it again where the outcome is unknown. */
  command(message: unknown): Promise<Result<CommandAnswer>> {
    return this.#ask(commandAnswerSchema, socket => socket.emitWithAck('command', message))
  }

  /** I am here, and typing or not. Volatile: lost while offline. */
  sendPresence(message: Presence): void {
    if (this.#state.value.kind === 'online') this.#parts.socket.volatile.emit('presence', message)
  }

  /** Hears what is pushed for a topic until the returned function is called. With its last listener the topic is given up. */
  listen(topic: string, listener: TopicListener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners.add(listener))
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return
      this.#listeners.delete(topic)
      if (this.#state.value.kind === 'online') this.#parts.socket.emit('unsync', { topic })
    }
  }

  /** Gives a delta that came by another way, such as the answer to a command, to those who listen to its topic. */
  deliver(delta: Delta): void {
    for (const listener of this.#listeners.get(delta.topic) ?? []) listener.delta?.(delta)
  }

  async #hello(): Promise<void> {
    const { socket, clientId } = this.#parts
    const answer = await this.#request(helloAnswerSchema, asking => asking.emitWithAck('hello', { protocol: PROTOCOL, clientId }))
    if (answer.ok) {
      this.#unanswered = 0
      this.#since = null
      this.#state.set({ kind: 'online', hello: answer.value })
    } else if (!answer.lost) {
      socket.disconnect()
      this.#state.set({ kind: 'refused', code: answer.error.code, text: answer.error.text })
    }
  }

  /** A server answers, and says that its store doesn't. */
  #storeAway(why: string): void {
    this.#unanswered = 0
    this.#offline(why)
  }

  /** One failure says nothing of a store that was away: of several servers one may have gone. */
  #noAnswer(): void {
    const state = this.#state.value
    this.#unanswered++
    this.#offline(this.#unanswered === 1 && state.kind === 'offline' ? state.why : null)
  }

  #offline(why: string | null): void {
    const { now, random, schedule, socket } = this.#parts
    this.#cancelRetry()
    socket.disconnect()
    const delay = retryPause(this.#unanswered, random())
    this.#since ??= now()
    this.#cancelRetry = schedule(() => this.connect(), delay)
    this.#state.set({ kind: 'offline', since: this.#since, retryAt: now() + delay, why })
  }

  async #ask<T>(schema: z.ZodType<T>, send: Send): Promise<Result<T>> {
    return this.#state.value.kind === 'online' ? this.#request(schema, send) : { ok: false, lost: true }
  }

  async #request<T>(schema: z.ZodType<T>, send: Send): Promise<Result<T>> {
    let answer: unknown
    try {
      answer = await send(this.#parts.socket.timeout(ANSWER_TIMEOUT))
    } catch {
      // Timed out, or disconnected before the answer: socket.io rejects in both cases. A server that doesn't answer is as good as
      // none: whoever asked asks again when the connection is back, instead of waiting for ever.
      if (this.#parts.socket.connected) this.#noAnswer()
      return { ok: false, lost: true }
    }
    const parsed = this.#parse(answerSchema(schema), answer, 'answer')
    if (parsed === null) return { ok: false, lost: false, error: { code: 'internal', text: ERRORS.internal.text } }
    const refused = errorBodySchema.safeParse(parsed)
    if (refused.success) {
      const { error } = refused.data
      if (error.code !== 'store_unavailable') return { ok: false, lost: false, error }
      // Nobody knows whether a command was stored. It goes on as after a lost connection, through another server maybe.
      this.#storeAway(error.text)
      return { ok: false, lost: true }
    }
    return { ok: true, value: schema.parse(answer) }
  }

  #push<T extends { readonly topic: string }>(schema: z.ZodType<T>, message: unknown, kind: keyof TopicListener): void {
    const parsed = this.#parse(schema, message, kind)
    if (parsed === null) return
    for (const listener of [...(this.#listeners.get(parsed.topic) ?? [])]) {
      const hear: ((message: T) => void) | undefined = listener[kind] as ((message: T) => void) | undefined
      hear?.call(listener, parsed)
    }
  }

  #parse<T>(schema: z.ZodType<T>, message: unknown, kind: string): T | null {
    const parsed = schema.safeParse(message)
    if (parsed.success) return parsed.data
    this.#parts.report(`A message of the server (${kind}) is not as it should be: ${z.prettifyError(parsed.error)}`)
    return null
  }
}

type Asking = ReturnType<Socket<ServerToClient, ClientToServer>['timeout']>
type Send = (socket: Asking) => Promise<unknown>
