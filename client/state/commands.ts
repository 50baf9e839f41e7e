import type { z } from 'zod'
import type { CommandAnswer } from '../../core/protocol/messages.ts'
import type { ticketPayloads } from '../../core/ticket/commands.ts'
import type { userPayloads } from '../../core/user/commands.ts'
import { Cell, type Readable } from './cell.ts'
import type { AnsweredError, Connection } from './connection.ts'
import { randomId } from './ids.ts'

type TicketPayloads = { [T in keyof typeof ticketPayloads]: z.input<(typeof ticketPayloads)[T]> }
type UserPayloads = { [T in keyof typeof userPayloads]: z.input<(typeof userPayloads)[T]> }

/** Recorded, or refused with code, sentence and the field of the payload: show it, and keep the person's text. */
export type CommandOutcome = { readonly ok: true; readonly answer: CommandAnswer } | { readonly ok: false; readonly error: AnsweredError }

/** A command on its way. `waiting`: not online; it is sent when the connection is back, with the same id. */
export type PendingCommand = {
  readonly id: string
  readonly aggregate: { readonly type: 'ticket' | 'user'; readonly id: string }
  readonly type: string
  readonly payload: unknown
  readonly state: 'sending' | 'waiting'
}

type Schedule = (task: () => void, delay: number) => void

/**
 * Where every change begins. `app.commands.ticket(id, 'add_comment', { commentId: randomId(), body })` resolves when the server has
 * recorded or refused it. While its outcome is unknown (offline, no answer in time) it stays in `pending` and is sent again with the same
 * id, so that it happens once. Its events are given to those who follow the aggregate, before the promise resolves.
 */
export class Commands {
  readonly #connection: Connection
  readonly #schedule: Schedule
  readonly #pending = new Cell<readonly PendingCommand[]>([])

  constructor(connection: Connection, schedule: Schedule) {
    this.#connection = connection
    this.#schedule = schedule
  }

  get pending(): Readable<readonly PendingCommand[]> {
    return this.#pending
  }

  ticket<T extends keyof TicketPayloads>(id: string, type: T, payload: TicketPayloads[T]): Promise<CommandOutcome> {
    return this.#send({ type: 'ticket', id }, type, payload)
  }

  user<T extends keyof UserPayloads>(id: string, type: T, payload: UserPayloads[T]): Promise<CommandOutcome> {
    return this.#send({ type: 'user', id }, type, payload)
  }

  async #send(aggregate: PendingCommand['aggregate'], type: string, payload: unknown): Promise<CommandOutcome> {
    const message = { id: randomId(), aggregate, type, payload }
    this.#pending.update(pending => [...pending, { ...message, state: 'sending' }])
    try {
      for (;;) {
        await this.#online(message.id)
        const result = await this.#connection.command(message)
        if (result.ok) return this.#recorded(aggregate, result.value)
        if (!result.lost) return { ok: false, error: result.error }
        await new Promise<void>(resolve => this.#schedule(resolve, 500))
      }
    } finally {
      this.#pending.update(pending => pending.filter(({ id }) => id !== message.id))
    }
  }

  #recorded({ type, id }: PendingCommand['aggregate'], answer: CommandAnswer): CommandOutcome {
    for (const event of answer.events) this.#connection.deliver({ kind: 'chain', topic: `${type}:${id}`, event })
    return { ok: true, answer }
  }

  async #online(id: string): Promise<void> {
    if (this.#connection.state.value.kind === 'online') return
    this.#mark(id, 'waiting')
    await new Promise<void>(resolve => {
      const end = this.#connection.state.subscribe(() => {
        if (this.#connection.state.value.kind !== 'online') return
        end()
        resolve()
      })
    })
    this.#mark(id, 'sending')
  }

  #mark(id: string, state: PendingCommand['state']): void {
    this.#pending.update(pending => pending.map(command => (command.id === id ? { ...command, state } : command)))
  }
}
