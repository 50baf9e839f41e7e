import { countingTransaction } from '../../core/anchor/state.ts'
import { formatOutpoint } from '../../core/proof/bitcoin/outpoint.ts'
import type { Epoch } from '../store/proofs.ts'
import { OutOfFunds } from './anchor-transaction.ts'
import type { RecordAnchor } from './anchor-writer.ts'
import type { AnchorKey } from './keys.ts'
import type { FollowedHeaders, Line, LineAnchor, Place } from './line.ts'
import type { AnchorNetwork } from './network.ts'
import type { Pace } from './pace.ts'
import { prepareAnchor } from './prepare.ts'
import { troubles as say } from './trouble-texts.ts'
import type { FoundTrouble, Troubles } from './troubles.ts'

export type NextDeps = {
  readonly network: AnchorNetwork
  readonly headers: FollowedHeaders
  readonly key: AnchorKey
  /** Whose output the line begins with. */
  readonly genesisAddress: () => string | null
  readonly logKey: string
  readonly record: RecordAnchor
  readonly newestEpoch: () => Epoch | null
  /** Milliseconds between anchors; 0: only on demand. */
  readonly anchorMs: number
  readonly troubles: Troubles
  readonly now: () => number
  readonly pace: Pace
}

/** What is in the way, and when (milliseconds since 1970) it is tried again. */
type Tried = { readonly obstacle: FoundTrouble | null; readonly again: number }

/** What came of another attempt at a seal: a new transaction is recorded; it would be one that is there already; or what is in the way. */
export type Another = 'prepared' | 'same' | FoundTrouble

const NEVER = Number.POSITIVE_INFINITY

/** Prepares the next anchor of the line when it is due. Prepared is recorded; sending is the watch's part. */
export class NextAnchor {
  readonly #deps: NextDeps
  /** While something is in the way, it isn't tried before. */
  #notBefore = Number.NEGATIVE_INFINITY
  #sealCheckedAt = Number.NEGATIVE_INFINITY
  #feeRate: number | null = null
  /** The transaction at the end of the line. */
  #newest: { readonly txid: string; readonly seenAt: number } | null = null
  /** Transactions of the line that were seen: their outputs are seals, and never funds. */
  readonly #line = new Set<string>()

  constructor(deps: NextDeps) {
    this.#deps = deps
  }

  get feeRate(): number | null {
    return this.#feeRate
  }

  /** Answers when there is something to do again. @throws NetworkUnavailable, LeaseLost */
  async prepareWhereDue(line: Line, wanted: boolean): Promise<number> {
    const { now, troubles } = this.#deps
    for (const { anchor } of line.anchors) for (const { txid } of anchor.transactions) this.#line.add(txid)
    if (now() < this.#notBefore && !wanted) return this.#notBefore
    const { obstacle, again } = await this.#tryNext(line, wanted)
    troubles.set('line', obstacle === null ? [] : [obstacle])
    this.#notBefore = obstacle === null ? Number.NEGATIVE_INFINITY : again
    return again
  }

  /** Another transaction for a seal whose last one was refused for good. @throws NetworkUnavailable, LeaseLost */
  async prepareAnother({ id, seal, anchor }: LineAnchor): Promise<Another> {
    const epoch = this.#deps.newestEpoch()
    if (epoch === null) return 'same'
    const refusedFees = anchor.rejection?.reason === 'fee_too_low' ? anchor.transactions.length : 0
    const { obstacle, recorded } = await this.#prepare({ id, seal, sequence: anchor.sequence }, epoch, refusedFees)
    return obstacle ?? (recorded ? 'prepared' : 'same')
  }

  async #tryNext(line: Line, wanted: boolean): Promise<Tried> {
    const { network, now, pace, key } = this.#deps
    const { end } = line
    const last = line.anchors.at(-1)
    if (last !== undefined && !isGround(last)) return { obstacle: null, again: NEVER }
    if (!this.#canSpend(last)) return { obstacle: say.foreignKey(key.address), again: now() + pace.longestMs }
    this.#feeRate ??= await network.broadcaster.feeRate()

    const epoch = this.#deps.newestEpoch()
    const dueAt = this.#dueAt(last, epoch, wanted)
    const checkAt = this.#sealCheckedAt + pace.longestMs
    if (now() < Math.min(dueAt, checkAt)) return { obstacle: null, again: Math.min(dueAt, checkAt) }
    const spender = await network.chain.spender(end.seal.txid, end.seal.vout)
    this.#sealCheckedAt = now()
    if (spender !== null) {
      const seal = formatOutpoint(end.seal)
      return { obstacle: say.sealSpentElsewhere(null, seal, spender, now() + pace.longestMs), again: now() + pace.longestMs }
    }
    if (now() < dueAt || epoch === null) return { obstacle: null, again: Math.min(dueAt, now() + pace.longestMs) }
    return this.#prepare(end, epoch, 0)
  }

  async #prepare(place: Place, epoch: Epoch, refusedFees: number): Promise<Tried & { readonly recorded: boolean }> {
    const { record, now, pace, key } = this.#deps
    try {
      const { raw, txid, size, root, fee, value, feeRate } = await prepareAnchor(this.#deps, {
        place,
        epoch,
        refusedFees,
        line: this.#line,
      })
      this.#feeRate = feeRate
      if (this.#line.has(txid)) return { obstacle: null, again: now() + pace.attemptMs, recorded: false }
      const seal = formatOutpoint(place.seal)
      const payload = { sequence: place.sequence, seal, txid, transaction: raw, size, root, fee, value }
      // From here on it may be sent, and whoever comes after a crash sends it.
      const recorded = await record(place.id, { type: 'prepare_transaction', payload })
      return { obstacle: null, again: recorded ? now() : now() + pace.retryMs, recorded }
    } catch (error) {
      if (!(error instanceof OutOfFunds)) throw error
      const again = now() + pace.attemptMs
      return { obstacle: say.outOfFunds(error, key.address, again), again, recorded: false }
    }
  }

  #dueAt(last: LineAnchor | undefined, epoch: Epoch | null, wanted: boolean): number {
    const { anchorMs, now } = this.#deps
    const newest = last === undefined ? undefined : countingTransaction(last.anchor)
    if (epoch === null || epoch.index + 1 <= (newest?.size ?? 0)) return NEVER
    if (wanted || (newest === undefined && anchorMs > 0)) return now()
    return anchorMs === 0 || newest === undefined ? NEVER : this.#madeAt(newest) + anchorMs
  }

  /** The time was recorded by the clock of whichever server it was, which may be ahead: it was made before it was first seen here, at least. */
  #madeAt({ txid, at }: { readonly txid: string; readonly at: string }): number {
    if (this.#newest?.txid !== txid) this.#newest = { txid, seenAt: this.#deps.now() }
    return Math.min(Date.parse(at), this.#newest.seenAt)
  }

  /** Whether the seal at the end belongs to our key: the last output of the anchor that made it, or the genesis seal. */
  #canSpend(last: LineAnchor | undefined): boolean {
    if (last === undefined) return this.#deps.genesisAddress() === this.#deps.key.address
    const counting = countingTransaction(last.anchor)
    const lockTime = '00000000'
    return counting === undefined || counting.transaction.endsWith(this.#deps.key.lock + lockTime)
  }
}

/**
 * Whether the next anchor may stand on this one. Where several transactions were made for its seal, only once one of them is in a block: what is
 * built on one that doesn't count in the end would be lost with it.
 */
function isGround({ state, anchor }: LineAnchor): boolean {
  return state === 'mined' || state === 'final' || (state === 'published' && anchor.transactions.length === 1)
}
