import { z } from 'zod'
import type { DraftOf, EventOf, EventSchemas } from '../aggregate/event.ts'
import { outpointSchema } from '../proof/bundle/trust.ts'
import { hashSchema } from '../protocol/text.ts'

const count = z.number().int().min(0)
const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/, 'must be bytes in lowercase hex')

/** Why a transaction was refused. */
export const REJECTIONS = ['fee_too_low', 'conflict', 'malformed', 'refused'] as const
export type Rejection = (typeof REJECTIONS)[number]

/**
 * An anchor is the spending of one seal: its id follows from that outpoint, so that two writers who want to spend the same seal meet in
 * the same chain, and only one goes on. Several transactions can be prepared for it, one after another, where the network refuses them; the
 * outpoint can be spent by one. Facts alone replay it (api.md, *Commands and events*); the network's own words are content.
 */
export const anchorEvents = {
  /** Signed, and not sent yet. `transaction` holds its very bytes: only these are ever sent for it. */
  transaction_prepared: {
    facts: z.object({
      /** Place in the line: 1 spends the genesis seal. */
      sequence: z.number().int().min(1),
      /** The outpoint that input 0 spends. */
      seal: outpointSchema,
      txid: hashSchema,
      transaction: hex,
      /** Of the signed checkpoint in output 0: how many epochs, and the log's root. */
      size: z.number().int().min(1),
      root: hashSchema,
      /** Satoshis: paid to miners, and left in output 1. */
      fee: count,
      value: z.number().int().min(1),
    }),
    content: null,
  },
  /** Seen by the network. */
  transaction_published: { facts: z.object({ txid: hashSchema }), content: null },
  /** In a block whose header was checked against the Merkle path. `block` is its hash in display order, `header` its 80 bytes. */
  transaction_mined: {
    facts: z.object({ txid: hashSchema, height: count, block: hashSchema, header: z.string().regex(/^[0-9a-f]{160}$/), path: hex }),
    content: null,
  },
  /** Deep enough: 12 confirmations. */
  transaction_final: { facts: z.object({ txid: hashSchema, height: count, block: hashSchema }), content: null },
  /** The block that held it is no longer on the network's chain: it is published again. */
  transaction_reorganised: { facts: z.object({ txid: hashSchema, height: count, block: hashSchema }), content: null },
  transaction_rejected: {
    facts: z.object({ txid: hashSchema, reason: z.enum(REJECTIONS) }),
    content: z.object({ detail: z.string() }),
  },
} as const satisfies EventSchemas

export type AnchorEventType = keyof typeof anchorEvents
export type AnchorDraft = DraftOf<typeof anchorEvents>
export type AnchorEvent = EventOf<typeof anchorEvents>
