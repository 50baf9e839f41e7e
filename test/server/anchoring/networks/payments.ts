import { LockingScript, P2PKH, PrivateKey, Script, Transaction } from '@bsv/sdk'
import type { Unspent } from '../../../../server/anchoring/network.ts'

/** Somebody who has money on the development network. The key is one that everybody knows. */
export const payer = PrivateKey.fromHex('07'.repeat(32))
export const payerAddress = payer.toAddress('testnet')
export const stranger = PrivateKey.fromHex('09'.repeat(32))

export type PaymentOptions = {
  /** Satoshis for the miner. */
  readonly fee?: number
  readonly key?: PrivateKey
  /** Satoshis of the data output. */
  readonly dataSatoshis?: number
  readonly text?: string
}

/** A transaction that the SDK made and signed, shaped like an anchor: output 0 is data, output 1 gives back what is left. */
export async function payment(coin: Pick<Unspent, 'txid' | 'vout' | 'satoshis'>, options: PaymentOptions = {}) {
  const { fee = 100, key = payer, dataSatoshis = 0, text = 'a text' } = options
  const lock = new P2PKH().lock(payerAddress)
  const data = new Script()
    .writeOpCode(0)
    .writeOpCode(106)
    .writeBin([...Buffer.from(text)])
  const transaction = new Transaction()
  transaction.addInput({
    sourceTXID: coin.txid,
    sourceOutputIndex: coin.vout,
    sequence: 0xffffffff,
    unlockingScriptTemplate: new P2PKH().unlock(key, 'all', false, coin.satoshis, lock),
  })
  transaction.addOutput({ satoshis: dataSatoshis, lockingScript: LockingScript.fromHex(data.toHex()) })
  transaction.addOutput({ satoshis: coin.satoshis - fee - dataSatoshis, lockingScript: lock })
  await transaction.sign()
  const raw = transaction.toHex()
  return {
    raw,
    extended: extend(transaction, coin.satoshis),
    txid: transaction.id('hex'),
    next: { txid: transaction.id('hex'), vout: 1, satoshis: coin.satoshis - fee },
  }
}

/** The SDK takes amount and script of what is spent from its transaction, which needs only to have an output at that place. */
function extend(transaction: Transaction, satoshis: number): string {
  const [input] = transaction.inputs
  if (input === undefined) throw new Error('no input')
  const source = new Transaction()
  for (let place = 0; place <= input.sourceOutputIndex; place++)
    source.addOutput({ satoshis, lockingScript: new P2PKH().lock(payerAddress) })
  const { sourceTXID } = input
  const copy = new Transaction(transaction.version, [{ ...input, sourceTransaction: source }], transaction.outputs, transaction.lockTime)
  const extended = copy.toHexEF()
  // The SDK names the source by the transaction it was given, which isn't the real one.
  const named = Buffer.from(source.id('hex'), 'hex').reverse().toString('hex')
  return extended.replace(
    named,
    Buffer.from(sourceTXID ?? '', 'hex')
      .reverse()
      .toString('hex'),
  )
}
