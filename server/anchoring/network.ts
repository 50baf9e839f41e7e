/** What a transaction's sending or status came to. */
export type TransactionStatus =
  /** The service doesn't know it. */
  | { readonly state: 'unknown' }
  /** Taken in, and not seen on the network yet. `detail` is the service's own word for it. */
  | { readonly state: 'pending'; readonly detail: string }
  | { readonly state: 'seen' }
  /** `path`: BUMP in hex, where the service gives it. Nothing of this is checked yet. */
  | { readonly state: 'mined'; readonly height: number; readonly block: string; readonly path: string | null }
  | { readonly state: 'rejected'; readonly reason: 'fee_too_low' | 'conflict' | 'malformed' | 'refused'; readonly detail: string }

export type Unspent = { readonly txid: string; readonly vout: number; readonly satoshis: number; readonly confirmed: boolean }

/** A service didn't answer in time, or answered with an error of its own. Its message holds no key. */
export class NetworkUnavailable extends Error {
  override readonly name = 'NetworkUnavailable'
  /** Milliseconds after which the service wants to be asked again; null where it didn't say. */
  readonly retryAfter: number | null

  constructor(message: string, options: { readonly retryAfter?: number; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.retryAfter = options.retryAfter ?? null
  }
}

/** Satoshis per 1000 bytes that are never exceeded, whatever a service asks for: a hundred times what is usual. */
export const MOST_FEE_RATE = 10_000

/** A service that takes transactions and tells what became of them (ARC). Calls may reject with NetworkUnavailable. */
export interface Broadcaster {
  /** Satoshis per 1000 bytes that the service asks for; more than `MOST_FEE_RATE` isn't believed. */
  feeRate(): Promise<number>
  /** Sends a transaction in extended format (BRC-30), in hex. The same bytes may be sent again at any time. */
  submit(extended: string, txid: string): Promise<TransactionStatus>
  status(txid: string): Promise<TransactionStatus>
}

/** A service that knows the chain (WhatsOnChain): the second source. Calls may reject with NetworkUnavailable. */
export interface ChainSource {
  unspent(address: string): Promise<readonly Unspent[]>
  /** Id of the transaction that spends an output, in a block or waiting for one; null where it is unspent. */
  spender(txid: string, vout: number): Promise<string | null>
  tip(): Promise<{ readonly height: number; readonly hash: string }>
  /** The 80 bytes of the header at a height, in hex; null above the tip. */
  header(height: number): Promise<string | null>
  /** Whether it knows a block, on whichever branch. */
  hasBlock(hash: string): Promise<boolean>
  /** The bytes of a transaction in hex; null where it isn't known. */
  transaction(txid: string): Promise<string | null>
}

/**
 * Where a network is found, as everybody may read it: its services' host; or the name of the file with its blocks, of one inside this process. Never
 * a path, a query or a key.
 */
export type NetworkPlace = { readonly kind: 'address'; readonly host: string } | { readonly kind: 'file'; readonly name: string }

/** A network to anchor on: the same client code for all of them, only addresses differ. */
export type AnchorNetwork = {
  readonly name: 'dev' | 'test' | 'main'
  readonly broadcaster: Broadcaster
  readonly chain: ChainSource
  readonly place: NetworkPlace
  /** With `{txid}` in it. */
  readonly explorer: string | null
  /** Gives up what is being asked, and ends. May be called again. */
  close(): Promise<void>
}
