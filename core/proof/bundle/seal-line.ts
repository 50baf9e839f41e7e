import { bytesToHex } from '@noble/hashes/utils.js'
import { type Beef, isBeef, parseAtomicBeef } from '../bitcoin/beef.ts'
import { BytesError, bytesOfHex } from '../bitcoin/bytes.ts'
import { formatOutpoint, parseOutpoint, sealOf } from '../bitcoin/outpoint.ts'
import { anchoredBytes, isP2pkh } from '../bitcoin/script.ts'
import { parseTransaction, type Transaction, type TransactionOutput } from '../bitcoin/transaction.ts'
import { unlocksP2pkh } from '../bitcoin/unlock.ts'
import { openCheckpoint, type TreeHead } from '../log/checkpoint.ts'
import { NoteError } from '../log/note.ts'
import { MAX_TEXT } from './bundle.ts'
import { failuresOf, readOrFail } from './failure.ts'

export type SealLine = {
  /** The outpoint (`txid:vout`) that the first anchor spends. */
  readonly from: string
  /** The anchors in their order: raw transactions or Atomic BEEF, in hex. */
  readonly seals: readonly string[]
  /** The log's verifier key, whose name is the log's origin. */
  readonly logKey: string
  /**
   * The checkpoint that the last anchor is to carry, already verified: its script is then compared byte by byte in a check of its own.
   * `null` to take the last one like the others, from its script.
   */
  readonly covering: TreeHead | null
}

/** An anchor that has its place in the line; `checkpoint` is what it carries. */
export type LinedAnchor = { readonly transaction: Transaction; readonly checkpoint: TreeHead }

const failed = failuresOf('sealChain')

/**
 * `sealChain`: the anchors form one line, each spending with its input 0 the seal that the one before left as output 1, and carry
 * checkpoints of one log that only grows. Specification, sections 6 and 9.7. `onProgress` is told how many anchors are checked.
 *
 * Throws `CheckFailed`. What it can't show is that the last seal is unspent: whether the line goes on.
 */
export function checkSealLine(line: SealLine, onProgress: (done: number) => void = () => {}): readonly LinedAnchor[] {
  const anchors: LinedAnchor[] = []
  let seal = line.from
  for (const [index, hex] of line.seals.entries()) {
    const name = `Anchor ${index + 1}`
    const before = anchors.at(-1)
    const { subject, ancestors } = readAnchor(hex, name)
    checkSpends(subject, seal, name)
    checkForm(subject, name)
    checkUnlocks(subject, outputAt(seal, before === undefined ? ancestors : [before.transaction], name), name)
    const covering = index === line.seals.length - 1 ? line.covering : null
    const checkpoint = covering ?? carriedCheckpoint(subject, line.logKey, name)
    if (before !== undefined) checkGrowth(before.checkpoint, checkpoint, name)
    anchors.push({ transaction: subject, checkpoint })
    seal = sealOf(subject)
    onProgress(anchors.length)
  }
  return anchors
}

function readAnchor(hex: string, name: string): Beef {
  return readOrFail(
    () => {
      const bytes = bytesOfHex(hex)
      return isBeef(bytes) ? parseAtomicBeef(bytes) : { subject: parseTransaction(bytes), ancestors: [] }
    },
    [BytesError],
    rule => failed('parse', `${name} can't be read: ${rule}.`, { expected: 'a raw transaction, or Atomic BEEF', actual: rule }),
  )
}

function checkSpends({ inputs }: Transaction, seal: string, name: string): void {
  const spent = inputs.map(({ outpoint }) => formatOutpoint(outpoint))
  const [first = null] = spent
  if (first !== seal) throw failed('spend', `${name} does not spend the seal before it.`, { expected: seal, actual: first })
  if (new Set(spent).size < spent.length)
    throw failed('shape', `${name} spends an output twice.`, { expected: 'different inputs', actual: spent.join(', ') })
}

function checkForm({ version, lockTime, outputs }: Transaction, name: string): void {
  const check = (what: string, holds: boolean, expected: string, actual: string) => {
    if (!holds) throw failed('shape', `${name}: ${what} is not as in an anchor.`, { expected, actual })
  }
  check('version or locktime', version === 1 && lockTime === 0, '1, 0', `${version}, ${lockTime}`)
  const [data, seal, ...more] = outputs
  if (data === undefined || seal === undefined || more.length > 0)
    throw failed('shape', `${name} does not have two outputs.`, { expected: '2', actual: String(outputs.length) })
  check('the value of output 0', data.satoshis === 0, '0', String(data.satoshis))
  check('output 1', isP2pkh(seal.lockingScript), 'a P2PKH script', bytesToHex(seal.lockingScript))
}

/** The output that a seal names, where the transaction it is part of is at hand. */
function outputAt(seal: string, transactions: readonly Transaction[], name: string): TransactionOutput | null {
  const { txid, vout } = parseOutpoint(seal)
  const transaction = transactions.find(({ txid: id }) => id === txid)
  if (transaction === undefined) return null
  const output = transaction.outputs[vout]
  if (output === undefined) throw failed('spend', `${name} spends an output that does not exist.`, { expected: seal, actual: null })
  return output
}

function checkUnlocks(transaction: Transaction, spent: TransactionOutput | null, name: string): void {
  if (spent !== null && !unlocksP2pkh(transaction, 0, spent))
    throw failed('script', `${name} is not signed by the owner of the seal.`, { expected: 'a valid signature', actual: 'invalid' })
}

function carriedCheckpoint({ outputs }: Transaction, logKey: string, name: string): TreeHead {
  const expected = 'a checkpoint signed by the log'
  const bytes = anchoredBytes(outputs[0]?.lockingScript ?? new Uint8Array())
  if (bytes === null) throw failed('checkpoint', `${name} carries no checkpoint.`, { expected, actual: null })
  if (bytes.length > MAX_TEXT)
    throw failed('checkpoint', `${name} carries more than a checkpoint can have.`, { expected, actual: `${bytes.length} bytes` })
  return readOrFail(
    () => openCheckpoint(bytes, logKey),
    [NoteError],
    rule => failed('checkpoint', `${name} does not carry a checkpoint of this log.`, { expected, actual: rule }),
  )
}

function checkGrowth(before: TreeHead, after: TreeHead, name: string): void {
  if (after.size < before.size)
    throw failed('checkpoint', `${name} carries a smaller log than the one before.`, {
      expected: String(before.size),
      actual: String(after.size),
    })
  if (after.size === before.size && after.root !== before.root)
    throw failed('checkpoint', `${name} carries another log of the same size as the one before.`, {
      expected: before.root,
      actual: after.root,
    })
}
