import { countingTransaction, type PreparedTransaction } from '../../core/anchor/state.ts'
import type { Trouble } from '../../core/protocol/anchoring.ts'
import { extendedFormat } from './extended-format.ts'
import type { LineAnchor } from './line.ts'
import { confirm, mined } from './mined-step.ts'
import type { TransactionStatus } from './network.ts'
import { backoff } from './pace.ts'
import { reconsider, refused } from './refused-step.ts'
import { troubles as say } from './trouble-texts.ts'
import {
  isOverdue,
  isOwn,
  type Look,
  laterThan,
  type Memo,
  type Outcome,
  seen,
  spenderOf,
  spentElsewhere,
  type WatchDeps,
} from './watch-step.ts'

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
    const { now, headers, troubles, pace } = this.#deps
    const memo = this.#memoOf(anchor)
    const tip = headers.newest()?.hash ?? null
    if (now() < memo.at && memo.tip === tip) return memo.at
    const { troubles: found, again } = await this.#follow({ deps: this.#deps, anchor, memo })
    troubles.set(anchor.id, found)
    memo.tip = tip
    memo.failures = again === 'later' ? memo.failures + 1 : 0
    if (again === 'nextBlock') memo.at = Number.POSITIVE_INFINITY
    else memo.at = now() + (again === 'later' ? backoff(pace, memo.failures) : again)
    return memo.at
  }

  /** What was remembered of an earlier state of it says nothing about this one. */
  #memoOf({ id, anchor: { version } }: LineAnchor): Memo {
    const known = this.#memos.get(id)
    if (known?.version === version) return known
    const fresh = { version, seenAt: this.#deps.now(), at: Number.NEGATIVE_INFINITY, tip: null, failures: 0, waitingSince: null }
    this.#memos.set(id, fresh)
    return fresh
  }

  async #follow(look: Look): Promise<Outcome> {
    const { id, state, anchor } = look.anchor
    const counting = countingTransaction(anchor)
    if (counting === undefined) throw new Error(`the anchor ${id} has no transaction`)
    switch (state) {
      case 'prepared':
        return take(look, counting, await send(look, counting))
      case 'published': {
        const outcome = await take(look, counting, await askOrSend(look, counting))
        return this.#reorganised.has(id) ? { ...outcome, troubles: [say.reorganised(id, laterThan(look)), ...outcome.troubles] } : outcome
      }
      case 'mined':
      case 'final': {
        this.#reorganised.delete(id)
        const outcome = await confirm(look)
        if (outcome !== 'gone') return outcome
        this.#reorganised.add(id)
        return { troubles: [say.reorganised(id, this.#deps.now())], again: 0 }
      }
      case 'rejected': {
        const outcome = await reconsider(look)
        return outcome === 'send' ? take(look, counting, await send(look, counting)) : outcome
      }
    }
  }
}

/** Sends the recorded bytes. What a second input added follows from what was paid and what is left. */
function send({ deps, anchor: { seal } }: Look, { transaction, txid, fee, value }: PreparedTransaction): Promise<TransactionStatus> {
  const added = fee + value - seal.satoshis
  const spent = added === 0 ? [seal] : [seal, { satoshis: added }]
  return deps.network.broadcaster.submit(extendedFormat(transaction, spent), txid)
}

/** A service that has forgotten it is sent the same bytes again. */
async function askOrSend(look: Look, transaction: PreparedTransaction): Promise<TransactionStatus> {
  const status = await look.deps.network.broadcaster.status(transaction.txid)
  return status.state === 'unknown' ? send(look, transaction) : status
}

async function take(look: Look, { txid }: PreparedTransaction, status: TransactionStatus): Promise<Outcome> {
  switch (status.state) {
    case 'seen':
      look.memo.waitingSince = null
      return seen(look, txid)
    case 'mined':
      return mined(look, txid, status)
    case 'rejected':
      return refused(look, txid, status)
    case 'pending':
      return unseen(look, status.detail)
    case 'unknown':
      return unseen(look, 'the service doesn’t know it')
  }
}

/** After a long time, the second source is asked as well. */
async function unseen(look: Look, detail: string): Promise<Outcome> {
  if (!isOverdue(look)) return { troubles: [], again: 'later' }
  const spender = await spenderOf(look)
  if (spender === null) return { troubles: [say.noAnswer(look.anchor.id, detail, laterThan(look))], again: 'later' }
  if (!isOwn(look, spender)) return spentElsewhere(look, spender)
  look.memo.waitingSince = null
  return seen(look, spender)
}
