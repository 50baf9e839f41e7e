import { secp256k1 } from '@noble/curves/secp256k1.js'
import { BytesError, equalBytes } from './bytes.ts'
import { compactSignature } from './der.ts'
import { hash160 } from './hash.ts'
import { p2pkhKeyHash, readPushes } from './script.ts'
import { SIGHASH_ALL_FORKID, signatureDigest } from './sighash.ts'
import type { Transaction, TransactionOutput } from './transaction.ts'

/**
 * Whether input number `index` may spend `spent`, a P2PKH output: its script pushes a signature and the public key that the output names,
 * and nothing else. Strict DER, low S, `ALL|FORKID`. Specification, section 9.7. Of any other output, false.
 */
export function unlocksP2pkh(transaction: Transaction, index: number, spent: TransactionOutput): boolean {
  const keyHash = p2pkhKeyHash(spent.lockingScript)
  const [signature, publicKey] = readPushes(transaction.inputs[index]?.unlockingScript ?? new Uint8Array(), 2) ?? []
  if (keyHash === null || signature === undefined || publicKey === undefined) return false
  if (!equalBytes(hash160(publicKey), keyHash) || signature.at(-1) !== SIGHASH_ALL_FORKID) return false
  try {
    const compact = compactSignature(signature.subarray(0, -1))
    const digest = signatureDigest(transaction, index, spent)
    return secp256k1.verify(compact, digest, publicKey, { prehash: false, lowS: true, format: 'compact' })
  } catch (error) {
    if (error instanceof BytesError) return false
    throw error
  }
}
