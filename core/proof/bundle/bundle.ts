/** One event as the bundle holds it: exact texts. */
export type BundledEvent = { readonly header: string; readonly salt: string | null; readonly content: string | null }

export const BUNDLE_FORMAT = 'sealdesk/proof/v1'

/** Bytes that a bundle may have: 64 MiB. Specification, section 7. */
export const MAX_BUNDLE = 64 * 1024 * 1024
/** Bytes that one header or content in it may have: 1 MiB. */
export const MAX_TEXT = 1024 * 1024

/** A proof bundle: everything that is needed to check one aggregate offline, years later. Specification, section 7. */
export type Bundle = {
  readonly format: typeof BUNDLE_FORMAT
  readonly origin: string
  /** `txid:vout`: where the line of anchors in `seals` begins. */
  readonly genesisSeal: string
  readonly aggregate: { readonly type: string; readonly id: string }
  readonly events: readonly BundledEvent[]
  /** Inclusion of the head at `version`. */
  readonly map: { readonly version: number; readonly siblings: readonly (string | null)[] }
  /** The exact epoch record. */
  readonly epoch: string
  /** Inclusion of the epoch, and the signed checkpoint, byte for byte as it was anchored. */
  readonly tlogProof: string
  /** Raw transactions (or Atomic BEEF) in hex, from the genesis seal to the covering anchor. */
  readonly seals: readonly string[]
  /** Merkle path of the covering anchor (BRC-74) in hex; null while it is unmined. */
  readonly bump: string | null
  /** Header of the anchor's block, then its successors where known: 80 bytes in hex each. */
  readonly headers: readonly string[]
}
