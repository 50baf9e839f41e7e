import type { z } from 'zod'
import type { ErrorCode, Refusal } from '../../core/protocol/errors.ts'
import type { CommandAnswer } from '../../core/protocol/messages.ts'
import type { ticketPayloads } from '../../core/ticket/commands.ts'
import type { userPayloads } from '../../core/user/commands.ts'
import type { Readable } from './cell.ts'

type TicketPayloads = { [T in keyof typeof ticketPayloads]: z.input<(typeof ticketPayloads)[T]> }
type UserPayloads = { [T in keyof typeof userPayloads]: z.input<(typeof userPayloads)[T]> }

export type CommandError = { readonly code: ErrorCode; readonly text: string; readonly field?: string | undefined }
export type CommandOutcome = { readonly ok: true; readonly answer: CommandAnswer } | { readonly ok: false; readonly error: CommandError }

/** A command on its way. `waiting`: not online, it is sent when the connection is back, with the same id. */
export type PendingCommand = {
  readonly id: string
  readonly aggregate: { readonly type: 'ticket' | 'user'; readonly id: string }
  readonly type: string
  readonly payload: unknown
  readonly state: 'sending' | 'waiting'
}

/**
 * Where every change begins. `app.commands.ticket(id, 'add_comment', { commentId: randomId(), body })` resolves once the
 * server has recorded or refused it; while offline it stays pending (visible in `pending`), and is sent again with the same id, so that it
 * happens once. A refusal carries code, sentence and field: show it, and keep the person's text.
 */
export type Commands = {
  ticket<T extends keyof TicketPayloads>(id: string, type: T, payload: TicketPayloads[T]): Promise<CommandOutcome>
  user<T extends keyof UserPayloads>(id: string, type: T, payload: UserPayloads[T]): Promise<CommandOutcome>
  readonly pending: Readable<readonly PendingCommand[]>
}
export type { Refusal }
