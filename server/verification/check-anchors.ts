import { bytesToHex } from '@noble/hashes/utils.js'
import { BytesError, bytesOfHex } from '../../core/proof/bitcoin/bytes.ts'
import { sealOf } from '../../core/proof/bitcoin/outpoint.ts'
import { anchorScript } from '../../core/proof/bitcoin/script.ts'
import { parseTransaction } from '../../core/proof/bitcoin/transaction.ts'
import { CheckFailed } from '../../core/proof/bundle/failure.ts'
import { checkHeaders, checkMerklePath } from '../../core/proof/bundle/headers.ts'
import { checkSealLine } from '../../core/proof/bundle/seal-line.ts'
import type { TrustFile } from '../../core/proof/bundle/trust.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { type LinedAnchor, readLine } from './anchor-line.ts'
import { differs, type Findings } from './finding.ts'

export type AnchorsOptions = {
  readonly store: Pick<StoreReads, 'chain' | 'blocks'> & { readonly proofs: Pick<StoreReads['proofs'], 'epoch'> }
  readonly trust: TrustFile
  /** Ids of all anchors that there are in the store. */
  readonly ids: readonly string[]
  readonly findings: Findings
  readonly onAnchor: (done: number) => void
}

export type AnchorsReport = {
  readonly line: readonly LinedAnchor[]
  /** How many are in a block. */
  readonly mined: number
}

/** So many anchors are checked at once: a signature or two each. */
const PIECE = 50

/**
 * The line of anchors from the genesis seal on: every transaction spends the seal before, and carries the very checkpoint that the store has of
 * that size; those in a block lead to its header. Specification, sections 6 and 9.7 to 9.9.
 */
export async function checkAnchors({ store, trust, ids, findings, onAnchor }: AnchorsOptions): Promise<AnchorsReport> {
  const line = await readLine(store, trust.origin, trust.genesisSeal, findings)
  checkAllLined(line, ids, findings)
  await checkSeals(line, trust, findings, onAnchor)
  let mined = 0
  for (const [place, lined] of line.entries()) {
    const subject = `anchor ${place + 1}`
    if (lined.anchor.sequence !== place + 1)
      findings.add(differs('anchorRecord', subject, 'It stands at another place in the line.', place + 1, lined.anchor.sequence))
    await checkCheckpoints(lined, subject, store.proofs, findings)
    const { holding } = lined.anchor
    if (holding === null) continue
    mined++
    checkBlock(lined, subject, trust, findings)
    const kept = await store.blocks.byHash(holding.block)
    if (kept !== null && kept.height !== holding.height)
      findings.add(differs('headerKnown', subject, 'Its block is known at another height.', kept.height, holding.height))
  }
  return { line, mined }
}

function checkAllLined(line: readonly LinedAnchor[], ids: readonly string[], findings: Findings): void {
  const lined = new Set(line.map(({ id }) => id))
  for (const id of ids.filter(id => !lined.has(id)))
    findings.add(
      differs(
        'sealChain',
        `anchor ${id}`,
        'It is not in the line that begins with the genesis seal.',
        'to spend a seal of the line',
        'another',
      ),
    )
}

/** Piece by piece, each with the anchor before it, so that others have their turn. */
async function checkSeals(
  line: readonly LinedAnchor[],
  { genesisSeal, logKey }: TrustFile,
  findings: Findings,
  onAnchor: (done: number) => void,
) {
  // The newest may have been refused for being no good transaction at all; another one is then prepared.
  const spending = line.filter(({ state }) => state !== 'rejected')
  for (let from = 0; from < spending.length; from += PIECE) {
    const first = Math.max(0, from - 1)
    const piece = spending.slice(first, from + PIECE)
    const before = spending[first - 1]
    try {
      checkSealLine({
        from: before === undefined ? genesisSeal : sealOf(before.counting),
        seals: piece.map(({ counting }) => counting.transaction),
        logKey,
        covering: null,
      })
    } catch (error) {
      if (!(error instanceof CheckFailed)) throw error
      const { message, expected, actual } = error.failed
      findings.add({
        check: 'sealChain',
        subject: `anchors ${first + 1} to ${first + piece.length}`,
        version: null,
        message,
        expected,
        actual,
      })
      return
    }
    onAnchor(Math.min(from + PIECE, spending.length))
    await new Promise<void>(resolve => setImmediate(resolve))
  }
}

/** Of all its transactions, as any of them may have been sent. */
async function checkCheckpoints({ anchor }: LinedAnchor, subject: string, proofs: AnchorsOptions['store']['proofs'], findings: Findings) {
  for (const { txid, transaction, size } of anchor.transactions) {
    const epoch = await proofs.epoch(size - 1)
    if (epoch === null) {
      findings.add(differs('checkpointInAnchor', subject, `It carries the log of ${size} epochs, and the store has fewer.`, size, 'fewer'))
      continue
    }
    const found = readData(transaction)
    if (found.txid !== txid) findings.add(differs('anchorRecord', subject, 'The transaction has another id.', txid, found.txid))
    const expected = bytesToHex(anchorScript(epoch.checkpoint))
    if (found.data !== expected) {
      const message = `It carries another checkpoint of ${size} epochs than the store has: the log was rewritten since.`
      findings.add(differs('checkpointInAnchor', subject, message, expected, found.data))
    }
  }
}

function readData(transaction: string): { readonly txid: string; readonly data: string } {
  try {
    const { txid, outputs } = parseTransaction(bytesOfHex(transaction))
    return { txid, data: bytesToHex(outputs[0]?.lockingScript ?? new Uint8Array()) }
  } catch (error) {
    if (error instanceof BytesError) return { txid: `none: ${error.message}`, data: '' }
    throw error
  }
}

function checkBlock({ anchor, counting }: LinedAnchor, subject: string, { network }: TrustFile, findings: Findings): void {
  const { holding } = anchor
  if (holding === null) return
  try {
    const found = checkMerklePath({ txid: counting.txid, bump: holding.path, headers: [holding.header], version: null })
    checkHeaders(found?.headers ?? [], network)
    const [block] = found?.headers ?? []
    if (block?.hash !== holding.block)
      findings.add(differs('merklePath', subject, 'Its header is that of another block.', holding.block, block?.hash))
    if (found?.path.height !== holding.height)
      findings.add(differs('merklePath', subject, 'Its Merkle path is one for another height.', holding.height, found?.path.height))
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error
    const { check, message, expected, actual } = error.failed
    findings.add({ check: check === 'proofOfWork' ? 'proofOfWork' : 'merklePath', subject, version: null, message, expected, actual })
  }
}
