import { mined } from './mined-step.ts'
import type { TransactionStatus } from './network.ts'
import { troubles as say } from './trouble-texts.ts'
import { isOwn, type Look, laterThan, type Outcome, seen, spenderOf, spentElsewhere } from './watch-step.ts'

/** Transactions for one seal after which no further one is made: then it is for people. */
const MOST_ATTEMPTS = 10

const SEND_AGAIN = 'The same bytes are sent again by themselves.'
const PREPARE_ANOTHER = 'Another transaction for the same seal is prepared by itself, once neither source has this one.'
const SEEN_ELSEWHERE = 'Another source has it on the network: it is waited for, and asked again.'

type Refusal = Extract<TransactionStatus, { state: 'rejected' }>

/** The service refuses a transaction: the second source is asked what became of the seal before that is believed. */
export async function refused(look: Look, txid: string, { reason, detail }: Refusal): Promise<Outcome> {
  const { deps, anchor } = look
  const told = (next: string) => [say.rejected(anchor.id, { rejection: { reason, detail } }, next, laterThan(look))]
  const spender = await spenderOf(look)
  if (spender !== null && !isOwn(look, spender)) return spentElsewhere(look, spender)
  if (spender !== null) {
    const followed = await seen(look, spender)
    return spender !== txid || followed.again === 0 ? followed : { troubles: told(SEEN_ELSEWHERE), again: 'later' }
  }
  if (anchor.state === 'rejected') return { troubles: told(SEND_AGAIN), again: 'later' }
  const recorded = await deps.record(anchor.id, { type: 'mark_rejected', payload: { txid, reason, detail } })
  return { troubles: told(SEND_AGAIN), again: recorded ? 0 : 'later' }
}

/**
 * A refusal may be mistaken, or pass. Another transaction is prepared only where neither source has any of those before, and the refusal
 * was about its form or fee; else the same bytes are to be sent again: `send`.
 */
export async function reconsider(look: Look): Promise<Outcome | 'send'> {
  const { deps, memo } = look
  const { id, anchor } = look.anchor
  const spender = await spenderOf(look)
  if (spender !== null) return isOwn(look, spender) ? seen(look, spender) : spentElsewhere(look, spender)
  let isUndecided = false
  for (const { txid } of anchor.transactions) {
    const status = await deps.network.broadcaster.status(txid)
    if (status.state === 'seen') return seen(look, txid)
    if (status.state === 'mined') return mined(look, txid, status)
    if (status.state === 'pending' || (await deps.network.chain.transaction(txid)) !== null) isUndecided = true
  }
  const reason = anchor.rejection?.reason
  const isFinal = reason === 'fee_too_low' || reason === 'malformed'
  if (isUndecided || !isFinal || anchor.transactions.length >= MOST_ATTEMPTS) {
    // The first time it has just been refused: these bytes get their rest.
    return memo.failures === 0 ? { troubles: [say.rejected(id, anchor, SEND_AGAIN, laterThan(look))], again: 'later' } : 'send'
  }
  return prepareAnother(look)
}

/** After a rest that grows with every attempt. */
async function prepareAnother({ deps, anchor: refusedAnchor, memo }: Look): Promise<Outcome | 'send'> {
  const { now, pace } = deps
  const { id, anchor } = refusedAnchor
  const rest = Math.min(pace.attemptMs * 2 ** (anchor.transactions.length - 1), pace.longestMs)
  // The time was recorded by the clock of whichever server it was, which may be ahead.
  const allowedAt = Math.min(Date.parse(anchor.updatedAt), memo.seenAt) + rest
  if (now() < allowedAt) return { troubles: [say.rejected(id, anchor, PREPARE_ANOTHER, allowedAt)], again: allowedAt - now() }
  const another = await deps.prepareAnother(refusedAnchor)
  if (another === 'same') return 'send'
  if (another === 'prepared') return { troubles: [], again: 0 }
  return { troubles: [say.rejected(id, anchor, PREPARE_ANOTHER, another.retryAt ?? now()), another], again: 'later' }
}
