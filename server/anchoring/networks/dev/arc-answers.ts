import { txidsOf } from './block.ts'
import type { Faults } from './faults.ts'
import type { LedgerEntry } from './ledger.ts'
import { merklePath } from './merkle.ts'

/** A status as ARC writes it: everything is there, empty where there is nothing to say. */
export type ArcStatus = {
  readonly txid: string
  readonly txStatus: string
  readonly extraInfo: string
  readonly competingTxs: readonly string[] | null
  readonly blockHash: string
  readonly blockHeight: number
  readonly merklePath: string
}

export function arcStatus(txid: string, txStatus: string, more: Partial<ArcStatus> = {}): ArcStatus {
  return { txid, txStatus, extraInfo: '', competingTxs: null, blockHash: '', blockHeight: 0, merklePath: '', ...more }
}

/** How a transaction that is known stands. */
export function statusOfEntry({ txid, block }: LedgerEntry, { isPathWrong }: Faults): ArcStatus {
  if (block === null) return arcStatus(txid, 'SEEN_ON_NETWORK')
  const txids = txidsOf(block.transactions)
  const path = merklePath(txids, txids.indexOf(txid), block.height)
  return arcStatus(txid, 'MINED', { blockHash: block.fields.hash, blockHeight: block.height, merklePath: isPathWrong ? bent(path) : path })
}

/** The last hash of a path, with its last bit turned. */
function bent(path: string): string {
  return `${path.slice(0, -1)}${(Number.parseInt(path.slice(-1), 16) ^ 1).toString(16)}`
}

const TITLES: ReadonlyMap<number, string> = new Map([
  [400, 'Bad request'],
  [404, 'Not found'],
  [460, 'Not extended format'],
  [461, 'Malformed transaction'],
  [462, 'Invalid inputs'],
  [463, 'Malformed transaction'],
  [464, 'Invalid outputs'],
  [465, 'Fee too low'],
])

/** A refusal as ARC writes it (RFC 7807). */
export function arcProblem(status: number, detail: string, txid: string | null) {
  const type = `https://bitcoin-sv.github.io/arc/#/errors?id=_${status}`
  return { type, title: TITLES.get(status) ?? 'Refused', status, detail, instance: null, txid, extraInfo: detail }
}
