import { type AnchorSnapshot, anchorStateOf } from './machine.ts'
import type { AnchorRow } from './row.ts'
import { countingTransaction } from './state.ts'

/** What everybody may see of an anchor; null before its first transaction. */
export function anchorRowOf(id: string, snapshot: AnchorSnapshot): AnchorRow | null {
  const state = anchorStateOf(snapshot)
  const { sequence, seal, transactions, publishedAt, minedAt, finalAt, holding, rejection, updatedAt, version } = snapshot.context
  const counting = countingTransaction(snapshot.context)
  if (state === 'absent' || counting === undefined) return null
  const { txid, transaction, size, root, fee, value, at } = counting
  return {
    id,
    sequence,
    state,
    seal,
    txid,
    transaction,
    size,
    root,
    fee,
    value,
    preparedAt: at,
    publishedAt,
    minedAt,
    finalAt,
    height: holding?.height ?? null,
    block: holding?.block ?? null,
    header: holding?.header ?? null,
    path: holding?.path ?? null,
    reason: rejection?.reason ?? null,
    attempts: transactions.length,
    version,
    updatedAt,
  }
}
