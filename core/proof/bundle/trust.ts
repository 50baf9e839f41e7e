import { z } from 'zod'
import { isOrigin } from '../../events/names.ts'

export const NETWORKS = ['main', 'test', 'dev'] as const
export type NetworkName = (typeof NETWORKS)[number]

/** `txid:vout`, the transaction id in display order. */
export const outpointSchema = z.string().regex(/^[0-9a-f]{64}:(?:0|[1-9]\d{0,9})$/, 'must be an outpoint, txid:vout')

/**
 * What the person who checks brings: whose log it is, the key that signs it, and the outpoint that its line of anchors begins with, or a
 * later seal that they have verified before. Nothing of it is taken from the server. Specification, section 7.
 */
export const trustSchema = z.object({
  origin: z.string().refine(isOrigin, 'must be the name of a log'),
  /** A signed note's verifier key: `name+hash+base64`. */
  logKey: z.string(),
  genesisSeal: outpointSchema,
  network: z.enum(NETWORKS),
})
export type TrustFile = z.infer<typeof trustSchema>
