import { z } from 'zod'
import { hashSchema, uuidSchema } from '../protocol/text.ts'
import { REJECTIONS } from './events.ts'

export const ANCHOR_STATES = ['prepared', 'published', 'mined', 'final', 'rejected'] as const
export type AnchorState = (typeof ANCHOR_STATES)[number]

/** One anchor of the line as everybody may see it. It crosses the wire, and is kept by the store as a read model. */
export const anchorRowSchema = z.object({
  id: uuidSchema,
  /** Place in the line, from 1. */
  sequence: z.number().int(),
  state: z.enum(ANCHOR_STATES),
  /** The outpoint that it spends, `txid:vout`. */
  seal: z.string(),
  /** The transaction that counts: the one in a block, else the one that the network has seen last, else the newest. All below is of that one. */
  txid: hashSchema,
  /** Its bytes in hex. */
  transaction: z.string(),
  /** The checkpoint that it carries. */
  size: z.number().int(),
  root: hashSchema,
  /** Satoshis. */
  fee: z.number().int(),
  value: z.number().int(),
  preparedAt: z.string(),
  publishedAt: z.string().nullable(),
  minedAt: z.string().nullable(),
  finalAt: z.string().nullable(),
  /** Of the block that holds it; null while there is none. `header` and `path` are hex. */
  height: z.number().int().nullable(),
  block: z.string().nullable(),
  header: z.string().nullable(),
  path: z.string().nullable(),
  /** While it is rejected. */
  reason: z.enum(REJECTIONS).nullable(),
  /** How many transactions were prepared for this seal. */
  attempts: z.number().int(),
  version: z.number().int(),
  updatedAt: z.string(),
})

export type AnchorRow = z.infer<typeof anchorRowSchema>

/** Whether a block holds it, as far as is known here. */
export function isInBlock({ state }: Pick<AnchorRow, 'state'>): boolean {
  return state === 'mined' || state === 'final'
}
