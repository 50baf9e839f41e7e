import { z } from 'zod'
import { anchorRowSchema } from '../anchor/row.ts'

/** Why anchoring doesn't go on, or something about an anchor is not as it should be. docs/anchoring.md tells what to do about each. */
export const TROUBLES = [
  /** The network's services don't answer, or answer with an error of theirs. */
  'network_unavailable',
  /** The development network isn't the one that the anchors are on: it was begun from another file. */
  'other_network',
  /** There is no unspent output at the anchor's address to begin the line with. */
  'no_genesis_seal',
  /** What the seal and the address hold doesn't pay for another transaction. */
  'out_of_funds',
  'rejected',
  /** The seal was spent by a transaction that this store doesn't know: an old backup, or the key is used elsewhere. */
  'seal_spent_elsewhere',
  /** The network sent a Merkle path that doesn't lead to its block's header, or a header that doesn't fit. */
  'wrong_proof',
  /** A block that held an anchor is gone. */
  'reorganised',
  /** Sent, and for a long time neither seen nor refused. */
  'no_answer',
  /** Something that nobody foresaw: the server's log says what. */
  'failed',
] as const
export type TroubleCode = (typeof TROUBLES)[number]

/** `anchor` is the id of the one it is about; null where it is about the whole line. `text` says what is wrong, `next` what happens or is to be done. */
export const troubleSchema = z.object({
  code: z.enum(TROUBLES),
  anchor: z.string().nullable(),
  text: z.string(),
  next: z.string(),
  since: z.string(),
  /** When it is tried again by itself; null where that wouldn't help. */
  retryAt: z.string().nullable(),
})
export type Trouble = z.infer<typeof troubleSchema>

export const ANCHOR_NETWORKS = ['dev', 'test', 'main', 'none'] as const

/** How anchoring stands. Everybody may see it; it holds no key but the public one. */
export const anchoringStatusSchema = z.object({
  network: z.enum(ANCHOR_NETWORKS),
  /** Seconds between anchors; 0: only on demand. */
  anchorSeconds: z.number().int(),
  epochSeconds: z.number().int(),
  /** The signed note's verifier key. */
  logKey: z.string(),
  /** `txid:vout`; null before there is one. */
  genesisSeal: z.string().nullable(),
  /** Where funds are to be sent; null with network none. */
  address: z.string().nullable(),
  /** The newest epoch. */
  epoch: z
    .object({ size: z.number().int(), time: z.string(), mapRoot: z.string(), aggregates: z.number().int(), versions: z.number().int() })
    .nullable(),
  /** The newest block known. */
  tip: z.object({ height: z.number().int(), hash: z.string(), time: z.string() }).nullable(),
  /** Satoshis in the newest seal, and about how many anchors they pay for at the present fee; null before they are known. */
  funds: z.object({ satoshis: z.number().int(), anchors: z.number().int() }).nullable(),
  /** Address of a page about a transaction, with `{txid}` in it; null where there is no explorer. */
  explorer: z.string().nullable(),
  /** Whether the newest epoch holds changes that no anchor carries yet. */
  due: z.boolean(),
  troubles: z.array(troubleSchema),
})
export type AnchoringStatus = z.infer<typeof anchoringStatusSchema>

export const anchorsAnswerSchema = z.object({ items: z.array(anchorRowSchema), next: z.string().nullable(), status: anchoringStatusSchema })

/** `new`: an anchor was prepared. `current`: nothing has changed since the newest anchor, which is this one; null where there is none. */
export const anchorNowAnswerSchema = z.object({ outcome: z.enum(['new', 'current']), anchor: anchorRowSchema.nullable() })
export type AnchorNowAnswer = z.infer<typeof anchorNowAnswerSchema>
