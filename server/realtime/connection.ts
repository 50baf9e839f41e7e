import type { Socket } from 'socket.io'
import { commandSchema, type Sender } from '../../core/aggregate/command.ts'
import { type ErrorBody, KnownError } from '../../core/protocol/errors.ts'
import {
  type Answer,
  type ClientToServer,
  type CommandAnswer,
  type HelloAnswer,
  helloSchema,
  type Me,
  PROTOCOL,
  presenceSchema,
  type ServerToClient,
  type SessionEnded,
  type Sync,
  type SyncAnswer,
  syncSchema,
  unsyncSchema,
} from '../../core/protocol/messages.ts'
import { parse } from '../../core/protocol/parse.ts'
import { parseTopic, type Topic } from '../../core/protocol/topics.ts'
import { Outbox } from './outbox.ts'
import { readPage } from './pages.ts'
import type { RealtimeParts } from './realtime.ts'
import { Subscription } from './subscription.ts'

/** Topics that one connection may watch, and requests that it may have under way. */
const MAX_TOPICS = 32
const MAX_UNDER_WAY = 32

export type TypedSocket = Socket<ClientToServer, ServerToClient>

/** One connected browser: its person or guest, and its subscriptions. */
export class Connection {
  readonly #socket: TypedSocket
  readonly #parts: RealtimeParts
  readonly #token: string | null
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #outbox: Outbox
  readonly #underWay = new Set<Promise<unknown>>()
  #draining = false
  #me: Me | null = null
  #tokenHash: string | null = null

  constructor(socket: TypedSocket, parts: RealtimeParts, token: string | null) {
    this.#socket = socket
    this.#parts = parts
    this.#token = token
    this.#outbox = new Outbox(socket)
  }

  get me(): Me | null {
    return this.#me
  }

  async hello(message: unknown): Promise<Answer<HelloAnswer>> {
    return this.#answer(async () => {
      const { protocol } = this.#parsed(helloSchema, message)
      if (protocol !== PROTOCOL) throw new KnownError('protocol_mismatch')
      const { origin, now, openTicketLimit, store, storeWatch } = this.#parts
      // Not asked once more: the answer would take as long as the page waits.
      if (storeWatch.isAway) throw new KnownError('store_unavailable')
      await this.#authenticate()
      // A guest's page, too, must not look as if it were up to date where the store is away.
      await store.newest()
      return { protocol: PROTOCOL, serverTime: now(), origin, me: this.#me, limits: { openTickets: openTicketLimit } }
    })
  }

  async sync(message: unknown, ack: (answer: Answer<SyncAnswer>) => void): Promise<void> {
    const answer = await this.#answer(async () => {
      const request = this.#parsed(syncSchema, message)
      const topic = parseTopic(request.topic)
      if (topic === null) throw new KnownError('unknown_topic', undefined, { field: 'topic' })
      if (typeof request.since !== 'string') return this.#pull(topic, request, ack)
      // A further page of a list or stream is only read: it doesn't change what is pushed.
      await this.#outbox.drained()
      return (await readPage(this.#parts, topic, request)).answer
    })
    if (answer !== null) ack(answer)
  }

  unsync(message: unknown): void {
    const parsed = unsyncSchema.safeParse(message)
    if (parsed.success) this.#unsubscribe(parsed.data.topic)
  }

  async command(message: unknown): Promise<Answer<CommandAnswer>> {
    return this.#answer(async () => {
      // Asked of the store each time: a session that has ended has no rights, on whatever server it ended.
      await this.#authenticate()
      if (this.#me === null) throw new KnownError('sign_in_required')
      const command = this.#parsed(commandSchema, message)
      const by: Sender = { type: 'user', id: this.#me.id, role: this.#me.role }
      const result = await this.#parts.bus.execute(command, by)
      if (!result.ok) {
        const { code, text, field } = result.refusal
        throw new KnownError(code, text, field === undefined ? {} : { field })
      }
      return { version: result.version, hash: result.hash, events: [...result.events] }
    })
  }

  presence(message: unknown): void {
    const parsed = presenceSchema.safeParse(message)
    if (!parsed.success || !this.#subscriptions.has(parsed.data.topic)) return
    const { topic, typing } = parsed.data
    const changed = this.#parts.presence.seen(topic, this.#socket.id, this.#me, typing)
    if (!changed) this.#socket.volatile.emit('presence', this.#parts.presence.state(topic))
  }

  /** Takes the person's rights away, if the ended session is theirs; the connection goes on as a guest's. */
  sessionEnded(
    ended: {
      readonly tokenHash?: string | undefined
      readonly userId?: string | undefined
      readonly except?: string | undefined
    } & SessionEnded,
  ): void {
    if (this.#me === null || this.#tokenHash === ended.except) return
    if (ended.tokenHash !== this.#tokenHash && ended.userId !== this.#me.id) return
    this.#me = null
    this.#socket.emit('session', { reason: ended.reason })
  }

  /** Takes nothing in any more. Resolves when everything under way is answered, and the answers have left. */
  async drained(): Promise<void> {
    this.#draining = true
    await Promise.all(this.#underWay)
    // The answers are handed to the socket a few steps later.
    await new Promise(resolve => setImmediate(resolve))
    await this.#outbox.drained()
  }

  close(): void {
    for (const topic of [...this.#subscriptions.keys()]) this.#unsubscribe(topic)
  }

  async #authenticate(): Promise<void> {
    const session = this.#token === null ? null : await this.#parts.authenticate(this.#token)
    const hadRights = this.#me !== null
    this.#me = session?.me ?? null
    this.#tokenHash = session?.tokenHash ?? null
    if (hadRights && this.#me === null) this.#socket.emit('session', { reason: 'expired' })
  }

  /** Hands the page over by itself, so that what changed meanwhile can follow it and never precede it. */
  async #pull(topic: Topic, request: Sync, ack: (answer: SyncAnswer) => void): Promise<null> {
    const { hub } = this.#parts
    const subscription = this.#subscriptions.get(request.topic) ?? this.#subscribe(request.topic)
    hub.add(topic, subscription)
    const pull = subscription.pull()
    try {
      // Pages are heavy: the next is only read when what was answered before has left.
      await this.#outbox.drained()
      const page = await readPage(this.#parts, topic, request)
      ack(page.answer)
      subscription.pulled(pull, page.caughtUp, page.reached)
    } catch (error) {
      subscription.pulled(pull, false)
      throw error
    }
    return null
  }

  #subscribe(topic: string): Subscription {
    if (this.#subscriptions.size >= MAX_TOPICS) throw new KnownError('too_many_subscriptions')
    const subscription = new Subscription(topic, this.#outbox)
    this.#subscriptions.set(topic, subscription)
    void this.#socket.join(topic)
    return subscription
  }

  #unsubscribe(topic: string): void {
    const subscription = this.#subscriptions.get(topic)
    if (subscription === undefined) return
    this.#subscriptions.delete(topic)
    void this.#socket.leave(topic)
    this.#parts.hub.remove(subscription)
    this.#parts.presence.left(topic, this.#socket.id)
  }

  #parsed<T>(schema: Parameters<typeof parse<T>>[0], message: unknown): T {
    const parsed = parse(schema, message, 'message')
    if (parsed.ok) return parsed.value
    throw new KnownError(
      parsed.refusal.code,
      parsed.refusal.text,
      parsed.refusal.field === undefined ? {} : { field: parsed.refusal.field },
    )
  }

  async #answer<T>(work: () => Promise<T>): Promise<T | ErrorBody> {
    // Never answered: the client asks again when it has found a server that goes on.
    if (this.#draining) return new Promise(() => {})
    if (this.#underWay.size >= MAX_UNDER_WAY) return new KnownError('overloaded').toBody()
    const answer = this.#withoutThrowing(work)
    this.#underWay.add(answer)
    try {
      return await answer
    } finally {
      this.#underWay.delete(answer)
    }
  }

  async #withoutThrowing<T>(work: () => Promise<T>): Promise<T | ErrorBody> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof KnownError) return error.toBody()
      this.#parts.log.error({ err: error, connection: this.#socket.id }, 'a message failed unexpectedly')
      return new KnownError('internal').toBody()
    }
  }
}
