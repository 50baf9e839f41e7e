import { openCheckpoint } from '../../core/proof/log/checkpoint.ts'
import type { Epoch } from '../store/proofs.ts'
import { type AnchorTransaction, anchorFee, buildAnchorTransaction, type Coin, LEAST_FEE_RATE } from './anchor-transaction.ts'
import type { AnchorKey } from './keys.ts'
import type { Place } from './line.ts'
import { type AnchorNetwork, MOST_FEE_RATE } from './network.ts'

/** A seal that pays for fewer anchors than this is refilled, where there is something to refill it with. */
const REFILL_BELOW = 20
/** Each refusal for too low a fee raises it by half. */
const RAISE = 1.5

export type PrepareDeps = {
  readonly network: Pick<AnchorNetwork, 'broadcaster' | 'chain'>
  readonly key: AnchorKey
  readonly logKey: string
}

export type Plan = {
  readonly place: Place
  readonly epoch: Epoch
  /** How many transactions for this seal were refused for their fee. */
  readonly refusedFees: number
  /** Transactions of the line: their outputs are seals, and never funds. */
  readonly line: ReadonlySet<string>
}

/** A signed transaction with what its event says of the checkpoint in it. */
export type Prepared = AnchorTransaction & { readonly size: number; readonly root: string; readonly feeRate: number }

/**
 * The transaction that spends a seal and carries an epoch's checkpoint. Nothing is stored or sent.
 * @throws OutOfFunds, NetworkUnavailable
 */
export async function prepareAnchor(deps: PrepareDeps, { place, epoch, refusedFees, line }: Plan): Promise<Prepared> {
  const { network, key, logKey } = deps
  // Never sign away a seal for a checkpoint that nobody could use.
  const { size, root } = openCheckpoint(epoch.checkpoint, logKey)
  const asked = await network.broadcaster.feeRate()
  const feeRate = Math.min(Math.max(asked, LEAST_FEE_RATE) * RAISE ** refusedFees, MOST_FEE_RATE)
  const plan = { key: key.privateKey(), seal: place.seal, checkpoint: epoch.checkpoint, feeRate }
  const runsLow = place.seal.satoshis < REFILL_BELOW * anchorFee(epoch.checkpoint, 1, feeRate)
  const funds = runsLow ? await findFunds(deps, place.seal, line) : null
  return { ...(await buildAnchorTransaction({ ...plan, funds })), size, root, feeRate }
}

/** The largest output at the address that isn't a seal; in a block, as an anchor that depends on money still on its way could fail with it. */
async function findFunds({ network, key }: PrepareDeps, seal: Coin, line: ReadonlySet<string>): Promise<Coin | null> {
  const unspent = await network.chain.unspent(key.address)
  const free = unspent.filter(({ txid, confirmed }) => confirmed && txid !== seal.txid && !line.has(txid))
  const [largest] = free.sort((a, b) => b.satoshis - a.satoshis)
  return largest === undefined ? null : { txid: largest.txid, vout: largest.vout, satoshis: largest.satoshis }
}
