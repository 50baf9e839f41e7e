import { z } from 'zod'
import type { CommandOf } from '../aggregate/command.ts'
import { anchorEvents } from './events.ts'

const { transaction_prepared, transaction_published, transaction_mined, transaction_final, transaction_reorganised, transaction_rejected } =
  anchorEvents

/**
 * Payloads of the commands to an anchor: what whoever anchors did or found out. Only parts of the system send them, and nobody from
 * outside can. They may be repeated at any time: what is so already is refused as `nothing_to_change`, and no harm is done.
 */
export const anchorPayloads = {
  /** A transaction was signed; once this is recorded it may be sent. */
  prepare_transaction: z.strictObject(transaction_prepared.facts.shape),
  mark_published: z.strictObject(transaction_published.facts.shape),
  /** Header and Merkle path have been checked against each other by the sender. */
  mark_mined: z.strictObject(transaction_mined.facts.shape),
  mark_final: z.strictObject(transaction_final.facts.shape),
  /** The block that held it is gone. */
  mark_reorganised: z.strictObject(transaction_reorganised.facts.shape),
  /** `detail` is the network's own word; what of it can't be stored is left out. */
  mark_rejected: z.strictObject({ ...transaction_rejected.facts.shape, detail: z.string() }),
} as const

export type AnchorCommandType = keyof typeof anchorPayloads
export type AnchorCommand = CommandOf<typeof anchorPayloads>
