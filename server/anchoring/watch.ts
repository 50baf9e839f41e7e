import { countingTransaction, type PreparedTransaction } from '../../core/anchor/state.ts'
import type { Trouble } from '../../core/protocol/anchoring.ts'
import type { BlockHeaders } from '../store/proofs.ts'
import type { Coin } from './anchor-transaction.ts'
import type { RecordAnchor } from './anchor-writer.ts'
import { extendedFormat } from './extended-format.ts'
import type { FollowedHeaders, LineAnchor } from './line.ts'
import { checkMerklePath } from './merkle-check.ts'
import type { AnchorNetwork, TransactionStatus } from './network.ts'
import type { Another } from './next-anchor.ts'
import { backoff, type Pace } from './pace.ts'
import { troubles as say } from './trouble-texts.ts'
import type { FoundTrouble, Troubles } from './troubles.ts'

/** Confirmations from which an anchor counts as final. Specification, section 6. */
export const FINAL_DEPTH = 12
/** Transactions for one seal after which no further one is made: then it is for people. */
const MOST_ATTEMPTS = 10

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

/** What a look came to. `again`: milliseconds to the next; 'later': more and more; 'nextBlock': when there is a new one. */
type Outcome = { readonly troubles: readonly FoundTrouble[]; readonly again: number | 'later' | 'nextBlock' }

/** What is remembered of an anchor between two looks. Nothing that is lost with it is needed. */
type Memo = { version: number; at: number; tip: string | null; failures: number; waitingSince: number | null }

type Refusal = Extract<TransactionStatus, { state: 'rejected' }>
type MinedReport = Extract<TransactionStatus, { state: 'mined' }>

/**
 * Follows anchors on their way into the chain: sends what is prepared, asks what became of it, and records what it is sure of. Each look
 * does one step that may be repeated at any time, after any crash: only recorded bytes are sent, and the same ones again.
 */
export class AnchorWatch {
  readonly #deps: WatchDeps
  readonly #memos = new Map<string, Memo>()
  /** Anchors whose block has gone, and that are in no other yet. */
  readonly #reorganised: Set<string>

  constructor(deps: WatchDeps, earlier: readonly Trouble[]) {
    this.#deps = deps
    this.#reorganised = new Set(earlier.flatMap(({ code, anchor }) => (code === 'reorganised' && anchor !== null ? [anchor] : [])))
  }

  /** Looks after an anchor if its time has come; answers when (milliseconds since 1970) it will have come again. @throws NetworkUnavailable */
  async look(anchor: LineAnchor): Promise<number> {
    const { now, headers, troubles } = this.#deps
    const memo = this.#memoOf(anchor)
    const tip = headers.newest()?.hash ?? null
    if (now() < memo.at && memo.tip === tip) return memo.at
    const outcome = await this.#follow(anchor, memo)
    troubles.set(anchor.id, outcome.troubles)
    memo.tip = tip
    memo.failures = outcome.again === 'later' ? memo.failures + 1 : 0
    memo.at = outcome.again === 'nextBlock' ? Number.POSITIVE_INFINITY : now() + this.#wait(outcome.again, memo)
    return memo.at
  }

  #wait(again: number | 'later', { failures }: Memo): number {
    return again === 'later' ? backoff(this.#deps.pace, failures) : again
  }

  #later(memo: Memo): number {
    return this.#deps.now() + backoff(this.#deps.pace, memo.failures + 1)
  }

  #memoOf({ id, anchor: { version } }: LineAnchor): Memo {
    const known = this.#memos.get(id)
    if (known?.version === version) return known
    const fresh = { version, at: Number.NEGATIVE_INFINITY, tip: null, failures: 0, waitingSince: null }
    this.#memos.set(id, fresh)
    return fresh
  }

  async #follow(anchor: LineAnchor, memo: Memo): Promise<Outcome> {
    const counting = countingTransaction(anchor.anchor)
    if (counting === undefined) throw new Error(`the anchor ${anchor.id} has no transaction`)
    switch (anchor.state) {
      case 'prepared':
        return this.#take(anchor, memo, counting, await this.#send(anchor, counting))
      case 'published': {
        const outcome = await this.#take(anchor, memo, counting, await this.#askOrSend(anchor, counting))
        const reorganised = this.#reorganised.has(anchor.id) ? [say.reorganised(anchor.id, this.#later(memo))] : []
        return { ...outcome, troubles: [...reorganised, ...outcome.troubles] }
      }
      case 'mined':
      case 'final':
        return this.#confirm(anchor)
      case 'rejected':
        return this.#reconsider(anchor, memo, counting)
    }
  }

  #send({ seal }: LineAnchor, { transaction, txid, fee, value }: PreparedTransaction): Promise<TransactionStatus> {
    const added = fee + value - seal.satoshis
    const spent = added === 0 ? [seal] : [seal, { satoshis: added }]
    return this.#deps.network.broadcaster.submit(extendedFormat(transaction, spent), txid)
  }

  /** A service that has forgotten it is sent the same bytes again. */
  async #askOrSend(anchor: LineAnchor, transaction: PreparedTransaction): Promise<TransactionStatus> {
    const status = await this.#deps.network.broadcaster.status(transaction.txid)
    return status.state === 'unknown' ? this.#send(anchor, transaction) : status
  }

  async #take(anchor: LineAnchor, memo: Memo, { txid }: PreparedTransaction, status: TransactionStatus): Promise<Outcome> {
    switch (status.state) {
      case 'seen':
        memo.waitingSince = null
        return this.#seen(anchor, txid)
      case 'mined':
        return this.#mined(anchor, memo, txid, status)
      case 'rejected':
        return this.#refused(anchor, memo, txid, status)
      case 'pending':
        return this.#unseen(anchor, memo, status.detail)
      case 'unknown':
        return this.#unseen(anchor, memo, 'the service doesn’t know it')
    }
  }

  async #seen({ id, state, anchor }: LineAnchor, txid: string): Promise<Outcome> {
    const { record, pace } = this.#deps
    if (state === 'published' && anchor.txid === txid) return { troubles: [], again: pace.pollMs }
    const recorded = await record(id, { type: 'mark_published', payload: { txid } })
    return { troubles: [], again: recorded ? 0 : pace.pollMs }
  }

  async #unseen(anchor: LineAnchor, memo: Memo, detail: string): Promise<Outcome> {
    if (!this.#isOverdue(memo)) return { troubles: [], again: 'later' }
    const spender = await this.#spender(anchor.seal)
    if (spender !== null && isOwn(anchor, spender)) {
      memo.waitingSince = null
      return this.#seen(anchor, spender)
    }
    if (spender !== null) return this.#spentElsewhere(anchor, spender)
    return { troubles: [say.noAnswer(anchor.id, detail, this.#later(memo))], again: 'later' }
  }

  /** Whether it has been waited for longer than patience lasts. */
  #isOverdue(memo: Memo): boolean {
    const { now, pace } = this.#deps
    memo.waitingSince ??= now()
    return now() - memo.waitingSince >= pace.patienceMs
  }

  /** Nothing of a service's word is believed before the path leads to a header that was followed. */
  async #mined(anchor: LineAnchor, memo: Memo, txid: string, { block, height, path }: MinedReport): Promise<Outcome> {
    const { blocks, record } = this.#deps
    const kept = await blocks.byHash(block)
    const wrong = async (why: string): Promise<Outcome> => {
      if (anchor.state !== 'published' || anchor.anchor.txid !== txid) await this.#seen(anchor, txid)
      return { troubles: [say.wrongProof(anchor.id, why, this.#later(memo))], again: 'later' }
    }
    if (kept === null || path === null) {
      // The headers may just be behind, or the path not made yet.
      const why = kept === null ? `the block ${block} isn’t in the chain that is followed here` : 'no Merkle path is given'
      return this.#isOverdue(memo) ? wrong(why) : { ...(await this.#seen(anchor, txid)), again: 'later' }
    }
    if (kept.height !== height) return wrong(`that block is at height ${kept.height}, not ${height}`)
    const checked = checkMerklePath(path, txid, kept)
    if (!checked.ok) return wrong(checked.why)
    const payload = { txid, height, block, header: kept.header, path: checked.path }
    await record(anchor.id, { type: 'mark_mined', payload })
    this.#reorganised.delete(anchor.id)
    return { troubles: [], again: 0 }
  }

  async #confirm({ id, state, anchor: { txid, holding } }: LineAnchor): Promise<Outcome> {
    const { headers, record } = this.#deps
    const calm: Outcome = { troubles: [], again: 'nextBlock' }
    this.#reorganised.delete(id)
    if (holding === null || headers.newest() === null) return calm
    const { height, block } = holding
    const confirmations = await headers.confirmations(height, block)
    if (confirmations === null) {
      this.#reorganised.add(id)
      await record(id, { type: 'mark_reorganised', payload: { txid, height, block } })
      return { troubles: [say.reorganised(id, this.#deps.now())], again: 0 }
    }
    if (state === 'final' || confirmations < FINAL_DEPTH) return calm
    await record(id, { type: 'mark_final', payload: { txid, height, block } })
    return calm
  }

  async #refused(anchor: LineAnchor, memo: Memo, txid: string, { reason, detail }: Refusal): Promise<Outcome> {
    const { id, seal, state } = anchor
    const spender = await this.#spender(seal)
    const retryAt = this.#later(memo)
    if (spender !== null && !isOwn(anchor, spender)) return this.#spentElsewhere(anchor, spender)
    if (spender !== null) {
      const { again } = await this.#seen(anchor, spender)
      if (spender !== txid || again === 0) return { troubles: [], again }
      const next = 'Another source has it on the network: it is waited for, and asked again.'
      return { troubles: [say.rejected(id, { rejection: { reason, detail } }, next, retryAt)], again: 'later' }
    }
    if (state !== 'rejected') {
      await this.#deps.record(id, { type: 'mark_rejected', payload: { txid, reason, detail } })
      return { troubles: [say.rejected(id, { rejection: { reason, detail } }, 'It is looked at again at once.', retryAt)], again: 0 }
    }
    return { troubles: [say.rejected(id, { rejection: { reason, detail } }, SEND_AGAIN, retryAt)], again: 'later' }
  }

  async #spentElsewhere({ id, state, anchor: { txid }, seal }: LineAnchor, spender: string): Promise<Outcome> {
    const { record, now, pace } = this.#deps
    if (state !== 'rejected') {
      const payload = { txid, reason: 'conflict', detail: `${spender} spends the seal` } as const
      await record(id, { type: 'mark_rejected', payload })
    }
    const outpoint = `${seal.txid}:${seal.vout}`
    return { troubles: [say.sealSpentElsewhere(id, outpoint, spender, now() + pace.longestMs)], again: pace.longestMs }
  }

  /**
   * A refusal may be mistaken, or pass. Another transaction is prepared only where neither source has any of those before, and the refusal
   * was about its form or fee; else the same bytes are sent again.
   */
  async #reconsider(anchor: LineAnchor, memo: Memo, counting: PreparedTransaction): Promise<Outcome> {
    const { network, prepareAnother, now, pace } = this.#deps
    const { id, anchor: state } = anchor
    const spender = await this.#spender(anchor.seal)
    if (spender !== null) return isOwn(anchor, spender) ? this.#seen(anchor, spender) : this.#spentElsewhere(anchor, spender)
    let undecided = false
    for (const { txid } of state.transactions) {
      const status = await network.broadcaster.status(txid)
      if (status.state === 'seen') return this.#seen(anchor, txid)
      if (status.state === 'mined') return this.#mined(anchor, memo, txid, status)
      if (status.state === 'pending' || (await network.chain.transaction(txid)) !== null) undecided = true
    }
    const reason = state.rejection?.reason
    const isFinal = reason === 'fee_too_low' || reason === 'malformed'
    if (undecided || !isFinal || state.transactions.length >= MOST_ATTEMPTS) {
      // The first time it has just been refused: these bytes get their rest.
      if (memo.failures === 0) return { troubles: [say.rejected(id, state, SEND_AGAIN, this.#later(memo))], again: 'later' }
      return this.#take(anchor, memo, counting, await this.#send(anchor, counting))
    }
    const wait = Math.min(pace.attemptMs * 2 ** (state.transactions.length - 1), pace.longestMs)
    const allowedAt = Date.parse(state.updatedAt) + wait
    if (now() < allowedAt) return { troubles: [say.rejected(id, state, PREPARE_ANOTHER, allowedAt)], again: allowedAt - now() }
    const another = await prepareAnother(anchor)
    if (another === 'prepared') return { troubles: [], again: 0 }
    if (another === 'same') return this.#take(anchor, memo, counting, await this.#send(anchor, counting))
    return { troubles: [say.rejected(id, state, PREPARE_ANOTHER, another.retryAt ?? now()), another], again: 'later' }
  }

  #spender({ txid, vout }: Coin): Promise<string | null> {
    return this.#deps.network.chain.spender(txid, vout)
  }
}

const SEND_AGAIN = 'The same bytes are sent again by themselves.'
const PREPARE_ANOTHER = 'Another transaction for the same seal is prepared by itself, once neither source has this one.'

function isOwn({ anchor }: LineAnchor, txid: string): boolean {
  return anchor.transactions.some(transaction => transaction.txid === txid)
}
