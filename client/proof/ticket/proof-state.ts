import { type AnchorRow, isInBlock } from '../../../core/anchor/row.ts'
import type { TrustFile } from '../../../core/proof/bundle/trust.ts'
import type { ProvenRange } from '../../../core/proof/bundle/verdict.ts'
import type { AnchoringStatus } from '../../../core/protocol/anchoring.ts'
import type { Since } from '../memory/seen-things.ts'
import type { CheckedBundle } from '../memory/witness.ts'
import type { OwnBound } from './known-times.ts'

/** What this browser has found out about the proof of a history. */
export type ProofState =
  | { readonly kind: 'unknown' }
  /** `off`: the server doesn't anchor. `unfunded`: the line of anchors hasn't begun. `waiting`: in no checkpoint yet. */
  | { readonly kind: 'off' | 'unfunded' | 'waiting' }
  /** It could not be had or not be checked, which says nothing about it. */
  | { readonly kind: 'failed'; readonly text: string }
  | ({ readonly kind: 'valid'; readonly ownBound: OwnBound | null } & Checked)
  /** `message` says what is wrong. */
  | ({ readonly kind: 'invalid'; readonly message: string } & Checked)

/** `trust` is the file that was kept; `headers` are those of the bundle's events. */
type Checked = { readonly checked: CheckedBundle; readonly trust: Since<TrustFile>; readonly headers: readonly string[] }

/** A history as the page shows it, and how anchoring stands. */
export type ProofSituation = {
  /** The exact headers of its checked events, in order. */
  readonly headers: readonly string[]
  /** When its first event was recorded. */
  readonly began: string
  /** Null before the server has told it. */
  readonly anchoring: AnchoringStatus | null
  /** The newest ones of the line, as the server says it now, newest first: at least those that aren't final. */
  readonly anchors: readonly AnchorRow[]
}

/** What the proof's checkpoint covers; null where nothing was proven. */
export function coveredRange(state: ProofState): Exclude<ProvenRange, { proven: 'chained' }> | null {
  const range = state.kind === 'valid' ? state.checked.verdict.ranges[0] : undefined
  return range === undefined || range.proven === 'chained' ? null : range
}

/** Why no proof can be had at this moment; null where one can. */
export function hindrance({ anchoring, began }: ProofSituation): 'off' | 'unfunded' | 'waiting' | null {
  if (anchoring === null) return null
  if (anchoring.network === 'none') return 'off'
  if (anchoring.genesisSeal === null) return 'unfunded'
  return anchoring.epoch === null || anchoring.epoch.time < began ? 'waiting' : null
}

/**
 * Names the state of the log that a better proof could come from; asking again is worth it when it is another one than the last time. Null
 * where no proof can be had, or none could be better. `isDoubtful`: blocks were taken back since the proof was had.
 */
export function worthAsking(state: ProofState, situation: ProofSituation, isDoubtful: boolean): string | null {
  const { anchoring, anchors, headers } = situation
  if (anchoring === null || headers.length === 0 || hindrance(situation) !== null) return null
  const [newest] = anchors
  const anchor = newest === undefined ? 'none' : `${newest.sequence} ${newest.state} ${newest.txid}`
  const covered = coveredRange(state)
  if (covered === null || covered.anchor === null) return `${anchoring.epoch?.size} ${anchor}`
  // A proof that stands on an anchor gets no better by another checkpoint alone.
  const isBest = covered.proven === 'anchored' && covered.to >= headers.length && !isInDoubt(state, anchors) && !isDoubtful
  return isBest ? null : `${anchor} ${blockOf(anchors.find(({ txid }) => txid === covered.anchor))}`
}

/**
 * Whether the server has the proof's anchor in another place now than in the proof's block, wherever in the line it is: the block was taken
 * back, or another transaction has taken the anchor's place. False where its row lies before `anchors`: it is final.
 */
export function isInDoubt(state: ProofState, anchors: readonly AnchorRow[]): boolean {
  const covered = coveredRange(state)
  if (covered?.proven !== 'anchored') return false
  const row = anchors.find(({ txid }) => txid === covered.anchor)
  if (row !== undefined) return blockOf(row) !== covered.block
  const { size } = covered.checkpoint
  return anchors.some(row => row.size <= size) && anchors.some(row => row.size >= size)
}

/** Whether a block was taken back: an anchor that was in it is on its way again, or in another. Those before the rows that are known may be, too. */
export function isTakenBack(before: readonly AnchorRow[], now: readonly AnchorRow[]): boolean {
  const blocks = new Map(before.map(row => [row.id, blockOf(row)]))
  return now.some(row => (blocks.get(row.id) ?? null) !== null && blocks.get(row.id) !== blockOf(row))
}

function blockOf(row: AnchorRow | undefined): string | null {
  return row !== undefined && isInBlock(row) ? row.block : null
}

/** The first version at which two histories are different; null where one is the beginning of the other. */
export function differAt(a: readonly string[], b: readonly string[]): number | null {
  const common = Math.min(a.length, b.length)
  // Each header names the hash of the one before: where the last common ones are equal, all are.
  if (common === 0 || a[common - 1] === b[common - 1]) return null
  return a.findIndex((header, at) => header !== b[at]) + 1
}
