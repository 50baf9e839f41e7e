import { formatOutpoint } from '../../core/proof/bitcoin/outpoint.ts'
import type { BlockHeaders } from '../store/proofs.ts'
import type { RecordAnchor } from './anchor-writer.ts'
import type { FollowedHeaders, LineAnchor } from './line.ts'
import type { AnchorNetwork } from './network.ts'
import type { Another } from './next-anchor.ts'
import { backoff, type Pace } from './pace.ts'
import { troubles as say } from './trouble-texts.ts'
import type { FoundTrouble, Troubles } from './troubles.ts'

export type WatchDeps = {
  readonly network: Pick<AnchorNetwork, 'broadcaster' | 'chain'>
  readonly headers: FollowedHeaders
  readonly blocks: Pick<BlockHeaders, 'byHash'>
  readonly record: RecordAnchor
  readonly prepareAnother: (refused: LineAnchor) => Promise<Another>
  readonly troubles: Troubles
  readonly now: () => number
  readonly pace: Pace
}

/** What a step came to. `again`: milliseconds to the next; 'later': more and more; 'nextBlock': when there is a new one. */
export type Outcome = { readonly troubles: readonly FoundTrouble[]; readonly again: number | 'later' | 'nextBlock' }

/** What is remembered of an anchor between two looks. Nothing that is lost with it is needed. */
export type Memo = {
  readonly version: number
  /** When this server first saw it, by its own clock: what others recorded happened before. */
  readonly seenAt: number
  at: number
  tip: string | null
  failures: number
  waitingSince: number | null
}

/** One look at one anchor: every step may be repeated at any time. */
export type Look = { readonly deps: WatchDeps; readonly anchor: LineAnchor; readonly memo: Memo }

/** When (milliseconds since 1970) a look that came to nothing is repeated. */
export function laterThan({ deps: { now, pace }, memo }: Look): number {
  return now() + backoff(pace, memo.failures + 1)
}

/** Whether something has been waited for longer than patience lasts. The first question begins the wait. */
export function isOverdue({ deps: { now, pace }, memo }: Look): boolean {
  memo.waitingSince ??= now()
  return now() - memo.waitingSince >= pace.patienceMs
}

/** Whether the transaction is one that was prepared for this anchor. */
export function isOwn({ anchor: { anchor } }: Look, txid: string): boolean {
  return anchor.transactions.some(transaction => transaction.txid === txid)
}

/** Which transaction spends the anchor's seal, as the second source has it; null where it is unspent. */
export function spenderOf({ deps: { network }, anchor: { seal } }: Look): Promise<string | null> {
  return network.chain.spender(seal.txid, seal.vout)
}

/** The network has the transaction: it is the one that counts from now on. */
export async function seen({ deps: { record, pace }, anchor: { id, state, anchor } }: Look, txid: string): Promise<Outcome> {
  if (state === 'published' && anchor.txid === txid) return { troubles: [], again: pace.pollMs }
  const recorded = await record(id, { type: 'mark_published', payload: { txid } })
  return { troubles: [], again: recorded ? 0 : pace.pollMs }
}

/** The seal is spent by a transaction that this store never prepared: the line has stopped. */
export async function spentElsewhere({ deps, anchor: { id, state, seal, anchor } }: Look, spender: string): Promise<Outcome> {
  const { record, now, pace } = deps
  if (state !== 'rejected') {
    const payload = { txid: anchor.txid, reason: 'conflict', detail: `${spender} spends the seal` } as const
    await record(id, { type: 'mark_rejected', payload })
  }
  const trouble = say.sealSpentElsewhere(id, formatOutpoint(seal), spender, now() + pace.longestMs)
  return { troubles: [trouble], again: pace.longestMs }
}
