import { type LockingScript, P2PKH, PrivateKey, Spend, Transaction, UnlockingScript } from '@bsv/sdk'

/** A second implementation to compare with: the SDK makes transactions, ours reads them. */

export const KEY = PrivateKey.fromHex('11'.repeat(32))
export const OTHER_KEY = PrivateKey.fromHex('22'.repeat(32))

export function lockTo(key: PrivateKey): LockingScript {
  return new P2PKH().lock(key.toPublicKey().toHash())
}

/** Fake funds: a transaction whose inputs nobody looks at. */
export function funding(satoshis: readonly number[], key = KEY, salt = 1): Transaction {
  const transaction = new Transaction(1)
  transaction.addInput({ sourceTXID: salt.toString(16).padStart(64, '0'), sourceOutputIndex: 0, unlockingScript: new UnlockingScript([]) })
  for (const value of satoshis) transaction.addOutput({ lockingScript: lockTo(key), satoshis: value })
  return transaction
}

/** Spends outputs of one transaction, each with its own signature. */
export async function spend(
  source: Transaction,
  vouts: readonly number[],
  outputs: readonly { readonly lockingScript: LockingScript; readonly satoshis: number }[],
  key = KEY,
): Promise<Transaction> {
  const transaction = new Transaction(1)
  for (const vout of vouts) {
    const unlockingScriptTemplate = new P2PKH().unlock(key)
    transaction.addInput({ sourceTransaction: source, sourceOutputIndex: vout, unlockingScriptTemplate })
  }
  for (const output of outputs) transaction.addOutput(output)
  await transaction.sign()
  return transaction
}

/** Whether the SDK's interpreter lets input 0 spend its source. */
export function sdkAccepts(transaction: Transaction, index = 0): boolean {
  const input = transaction.inputs[index]
  const source = input?.sourceTransaction?.outputs[input.sourceOutputIndex]
  if (input?.unlockingScript === undefined || source === undefined || input.sourceTransaction === undefined) throw new Error('no source')
  try {
    return new Spend({
      sourceTXID: input.sourceTransaction.id('hex'),
      sourceOutputIndex: input.sourceOutputIndex,
      sourceSatoshis: source.satoshis ?? 0,
      lockingScript: source.lockingScript,
      transactionVersion: transaction.version,
      otherInputs: transaction.inputs.filter((_, other) => other !== index),
      outputs: transaction.outputs,
      unlockingScript: input.unlockingScript,
      inputSequence: input.sequence ?? 0xffffffff,
      inputIndex: index,
      lockTime: transaction.lockTime,
    }).validate()
  } catch {
    return false
  }
}
