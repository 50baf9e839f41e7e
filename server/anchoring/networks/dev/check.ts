import { LockingScript, Spend, Transaction } from '@bsv/sdk'
import { bytesToHex } from '@noble/hashes/utils.js'
import { formatOutpoint } from '../../../../core/proof/bitcoin/outpoint.ts'
import { isData, type Ledger, type LedgerOutput } from './ledger.ts'
import type { Submitted } from './submitted.ts'

/** Satoshis per 1000 bytes that a transaction must pay at least. */
export const FEE_RATE = 100
/** Bytes that a transaction must have at least. */
const SHORTEST = 61
/** Bytes that scripts may use while they run. */
const SCRIPT_MEMORY = 1_000_000

/**
 * What a transaction meets. `refused` bears ARC's number for the reason. `conflict` names the transactions that spend the same outputs, `orphan`
 * spends outputs of a transaction that nobody knows, and may be sent again when it is known.
 */
export type Verdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'refused'; readonly code: number; readonly detail: string }
  | { readonly kind: 'conflict'; readonly competing: readonly string[] }
  | { readonly kind: 'orphan' }

/** Checks a transaction against what is unspent: the rules of the network, in the order in which a node tells them apart. */
export function checkTransaction(submitted: Submitted, ledger: Ledger): Verdict {
  const { inputs } = submitted.transaction
  if (submitted.raw.length / 2 < SHORTEST) return refused(463, `the transaction is shorter than ${SHORTEST} bytes`)
  const outpoints = inputs.map(({ outpoint }) => outpoint)
  if (new Set(outpoints.map(formatOutpoint)).size < outpoints.length) return refused(462, 'an output is spent twice')
  const spenders = outpoints.map(outpoint => ledger.spender(outpoint)).filter(spender => spender !== null)
  if (spenders.length > 0) return { kind: 'conflict', competing: [...new Set(spenders)] }
  const spent = outpoints.map(outpoint => ledger.output(outpoint)).filter(output => output !== null)
  if (spent.length < outpoints.length) {
    if (submitted.claims === null) return refused(460, 'an output that is spent isn’t known: send the extended format')
    return outpoints.some(({ txid }) => ledger.transaction(txid) !== null)
      ? refused(462, 'an output that is spent doesn’t exist')
      : { kind: 'orphan' }
  }
  return checkOutputs(submitted) ?? checkFee(submitted, spent) ?? checkScripts(submitted, spent) ?? { kind: 'fine' }
}

function checkOutputs({ transaction }: Submitted): Verdict | null {
  const bad = transaction.outputs.findIndex(({ satoshis, lockingScript }) => (satoshis === 0) !== isData(bytesToHex(lockingScript)))
  return bad === -1 ? null : refused(464, `output ${bad}: data must have no satoshis, and everything else at least one`)
}

function checkFee({ raw, transaction }: Submitted, spent: readonly LedgerOutput[]): Verdict | null {
  const total = (amounts: readonly { satoshis: number }[]) => amounts.reduce((sum, { satoshis }) => sum + satoshis, 0)
  const fee = total(spent) - total(transaction.outputs)
  const least = Math.ceil(((raw.length / 2) * FEE_RATE) / 1000)
  if (fee < 0) return refused(462, 'the outputs hold more than the inputs')
  return fee < least ? refused(465, `the fee is ${fee} satoshis, and at least ${least} for this size`) : null
}

/** Runs each input's two scripts. What the sender says about an output must be what it holds: a signature covers it. */
function checkScripts({ raw, claims, transaction }: Submitted, spent: readonly LedgerOutput[]): Verdict | null {
  const { inputs, outputs } = Transaction.fromHex(raw)
  for (const [inputIndex, input] of inputs.entries()) {
    const { unlockingScript, sequence: inputSequence = 0xffffffff, sourceTXID, sourceOutputIndex } = input
    const output = spent[inputIndex]
    const claim = claims?.[inputIndex]
    if (output === undefined || unlockingScript === undefined || sourceTXID === undefined)
      return refused(463, `input ${inputIndex} can’t be read`)
    if (claim !== undefined && (claim.satoshis !== output.satoshis || claim.script !== output.script)) {
      return refused(461, `input ${inputIndex} spends an output that isn’t as the extended format has it`)
    }
    const spend = new Spend({
      sourceTXID,
      sourceOutputIndex,
      sourceSatoshis: output.satoshis,
      lockingScript: LockingScript.fromHex(output.script),
      transactionVersion: transaction.version,
      otherInputs: inputs.filter(other => other !== input),
      outputs,
      unlockingScript,
      inputSequence,
      inputIndex,
      lockTime: transaction.lockTime,
      memoryLimit: SCRIPT_MEMORY,
    })
    if (!isValid(spend)) return refused(461, `input ${inputIndex} doesn’t unlock the output that it spends`)
  }
  return null
}

/** The interpreter throws where a script fails. */
function isValid(spend: Spend): boolean {
  try {
    return spend.validate()
  } catch {
    return false
  }
}

function refused(code: number, detail: string): Verdict {
  return { kind: 'refused', code, detail }
}
