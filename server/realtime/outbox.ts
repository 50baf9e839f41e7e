import type { Delta, HeadMessage } from '../../core/protocol/messages.ts'
import type { TypedSocket } from './connection.ts'
import type { Wire } from './subscription.ts'

/** Packets that may wait in a connection at all. Whoever sends on and on and never reads the answers is cut off there. */
const MAX_UNREAD_PACKETS = 512

/** What a connection still has to send. Packets wait in engine.io until its transport has taken those before: created, not flushed. */
export class Outbox implements Wire {
  readonly #socket: TypedSocket
  readonly #owed = new Set<string>()
  readonly #waiting: (() => void)[] = []
  #queued = 0

  constructor(socket: TypedSocket) {
    this.#socket = socket
    const { conn } = socket
    conn.on('packetCreate', () => {
      if (++this.#queued > MAX_UNREAD_PACKETS) conn.close(true)
    })
    conn.on('flush', (packets: readonly unknown[]) => {
      this.#queued = Math.max(0, this.#queued - packets.length)
    })
    conn.on('drain', () => {
      this.#payOwed()
      this.#wake()
    })
    conn.on('close', () => this.#wake())
  }

  queued(): number {
    return this.#queued
  }

  delta(delta: Delta): void {
    this.#socket.emit('delta', delta)
  }

  head(message: HeadMessage): void {
    this.#socket.emit('head', message)
  }

  behind(topic: string): void {
    this.#owed.add(topic)
    // Where nothing is queued, nothing will drain.
    if (this.#queued === 0) this.#payOwed()
  }

  /** Resolves when nothing waits to be sent, or the connection has ended. */
  async drained(): Promise<void> {
    while (this.#queued > 0 && this.#socket.conn.readyState === 'open') {
      await new Promise<void>(resolve => this.#waiting.push(resolve))
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #payOwed(): void {
    for (const topic of this.#owed) this.#socket.emit('behind', { topic })
    this.#owed.clear()
  }
}
