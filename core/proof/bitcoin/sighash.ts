import { concatBytes } from '@noble/hashes/utils.js'
import { internalHash, joinBytes, uint32Bytes, uint64Bytes, varintBytes } from './bytes.ts'
import { doubleSha256 } from './hash.ts'
import type { Outpoint } from './outpoint.ts'
import type { Transaction, TransactionOutput } from './transaction.ts'

/** ALL | FORKID: the signature covers every input and every output of the transaction, and the value of the output that is spent. */
export const SIGHASH_ALL_FORKID = 0x41

/** What a signature of the input number `index` signs, which spends `spent` (BIP 143, as BSV uses it with FORKID). */
export function signatureDigest(transaction: Transaction, index: number, spent: TransactionOutput): Uint8Array {
  const { version, inputs, outputs, lockTime } = transaction
  const input = inputs[index]
  if (input === undefined) throw new RangeError(`the transaction has no input ${index}`)
  return doubleSha256(
    concatBytes(
      uint32Bytes(version),
      doubleSha256(joinBytes(inputs.map(({ outpoint }) => outpointBytes(outpoint)))),
      doubleSha256(joinBytes(inputs.map(({ sequence }) => uint32Bytes(sequence)))),
      outpointBytes(input.outpoint),
      withLength(spent.lockingScript),
      uint64Bytes(spent.satoshis),
      uint32Bytes(input.sequence),
      doubleSha256(joinBytes(outputs.map(outputBytes))),
      uint32Bytes(lockTime),
      uint32Bytes(SIGHASH_ALL_FORKID),
    ),
  )
}

function outpointBytes({ txid, vout }: Outpoint): Uint8Array {
  return concatBytes(internalHash(txid), uint32Bytes(vout))
}

function outputBytes({ satoshis, lockingScript }: TransactionOutput): Uint8Array {
  return concatBytes(uint64Bytes(satoshis), withLength(lockingScript))
}

function withLength(script: Uint8Array): Uint8Array {
  return concatBytes(varintBytes(script.length), script)
}
