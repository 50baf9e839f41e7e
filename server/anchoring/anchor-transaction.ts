import { LockingScript, P2PKH, type PrivateKey, Transaction } from '@bsv/sdk'
import { bytesToHex } from '@noble/hashes/utils.js'
import { anchorScript } from '../../core/proof/bitcoin/script.ts'
import { extendedFormat } from './extended-format.ts'

/** Satoshis per 1000 bytes below which no transaction is made, whatever the service asks for: miners refuse less. */
export const LEAST_FEE_RATE = 100

/** Bytes of an input that is unlocked by a signature and a public key, at most: outpoint, length, script, sequence. */
const INPUT_BYTES = 36 + 1 + 108 + 4
const P2PKH_OUTPUT_BYTES = 8 + 1 + 25
/** Version, counts of inputs and outputs, lock time. */
const FRAME_BYTES = 4 + 1 + 1 + 4

/** An output that the anchor key can spend. */
export type Coin = { readonly txid: string; readonly vout: number; readonly satoshis: number }

export type AnchorPlan = {
  readonly key: PrivateKey
  /** What input 0 spends: the previous anchor's output 1, or the genesis seal. */
  readonly seal: Coin
  /**
   * What a second input adds, where the seal runs low. It is one at most: fee and value then tell what it held, and the extended format can
   * be made again from what is recorded.
   */
  readonly funds: Coin | null
  /** The signed note, verbatim. */
  readonly checkpoint: string
  /** Satoshis per 1000 bytes. */
  readonly feeRate: number
}

/** A signed anchor transaction. `fee` and `value` (what output 1 carries) are satoshis. */
export type AnchorTransaction = {
  readonly raw: string
  readonly extended: string
  readonly txid: string
  readonly fee: number
  readonly value: number
}

/** What the inputs hold doesn't pay for the transaction. Amounts are satoshis; one must be left for the next seal. */
export class OutOfFunds extends Error {
  override readonly name = 'OutOfFunds'
  readonly needed: number
  readonly available: number

  constructor(needed: number, available: number) {
    super(`An anchor transaction needs ${needed} satoshis; there are ${available}.`)
    this.needed = needed
    this.available = available
  }
}

/** Satoshis that an anchor with this checkpoint and number of inputs pays to miners. */
export function anchorFee(checkpoint: string, inputs: number, feeRate: number): number {
  const script = anchorScript(checkpoint).length
  const data = 8 + lengthBytes(script) + script
  const size = FRAME_BYTES + inputs * INPUT_BYTES + data + P2PKH_OUTPUT_BYTES
  return Math.ceil((size * Math.max(feeRate, LEAST_FEE_RATE)) / 1000)
}

/**
 * Builds and signs an anchor exactly as section 6 of the specification has it. Amounts are reckoned here and never left to the library,
 * which gives away a change that it finds too small, and asks a service on the network where it is told no fee.
 * @throws OutOfFunds
 */
export async function buildAnchorTransaction({ key, seal, funds, checkpoint, feeRate }: AnchorPlan): Promise<AnchorTransaction> {
  if (funds?.txid === seal.txid && funds.vout === seal.vout) throw new Error('an output can’t be spent twice')
  const coins = funds === null ? [seal] : [seal, funds]
  const available = coins.reduce((sum, { satoshis }) => sum + satoshis, 0)
  const fee = anchorFee(checkpoint, coins.length, feeRate)
  const value = available - fee
  if (value < 1) throw new OutOfFunds(fee + 1, available)

  const lock = lockOf(key)
  const transaction = new Transaction(1, [], [], 0)
  for (const { txid, vout, satoshis } of coins) {
    transaction.addInput({
      sourceTXID: txid,
      sourceOutputIndex: vout,
      // One for each input: it remembers the amount that it signed first.
      unlockingScriptTemplate: new P2PKH().unlock(key, 'all', false, satoshis, lock),
      sequence: 0xffffffff,
    })
  }
  transaction.addOutput({ lockingScript: LockingScript.fromHex(bytesToHex(anchorScript(checkpoint))), satoshis: 0 })
  transaction.addOutput({ lockingScript: lock, satoshis: value })
  await transaction.sign()

  const raw = transaction.toHex()
  return { raw, extended: extendedFormat(raw, coins), txid: transaction.id('hex'), fee, value }
}

/** The script that locks an output to the anchor key. */
export function lockOf(key: PrivateKey): LockingScript {
  return new P2PKH().lock(key.toPublicKey().toHash())
}

function lengthBytes(length: number): number {
  if (length < 0xfd) return 1
  return length <= 0xffff ? 3 : 5
}
