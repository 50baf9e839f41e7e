import type { AnchorCommand } from '../../../core/anchor/commands.ts'
import type { RefusalCode } from '../../../core/protocol/errors.ts'
import type { Entry, Model } from '../aggregate/model.ts'
import type { Draft } from '../aggregate/subject.ts'
import { ANCHOR } from './subject.ts'

type Log = readonly Entry[]

/** The rules of an anchor told by looking things up in what happened. */
export const anchorModel: Model<AnchorCommand> = { answer, view }

function answer(log: Log, command: AnchorCommand): RefusalCode | Draft {
  const { type, payload, by } = command
  const isPrepared = ofType(log, 'transaction_prepared').some(({ facts }) => facts.txid === payload.txid)
  const state = stateOf(log)
  if (state === null && type !== 'prepare_transaction') return 'not_found'
  if (by.type !== 'system') return 'not_allowed'
  if (type === 'prepare_transaction') {
    const first = log[0]?.facts
    if (first !== undefined && (first.seal !== payload.seal || first.sequence !== payload.sequence)) return 'not_in_this_state'
    if (isPrepared) return 'nothing_to_change'
    return state === null || state === 'rejected' ? { type: 'transaction_prepared', facts: payload, content: null } : 'not_in_this_state'
  }
  if (!isPrepared) return 'not_found'
  const counts = countingOf(log) === payload.txid
  const inBlock = state === 'mined' || state === 'final'
  switch (type) {
    case 'mark_published':
      if (inBlock) return counts ? 'nothing_to_change' : 'not_in_this_state'
      return state === 'published' && counts ? 'nothing_to_change' : { type: 'transaction_published', facts: payload, content: null }
    case 'mark_mined':
      if (inBlock) return isIn(log, payload) ? 'nothing_to_change' : 'not_in_this_state'
      return { type: 'transaction_mined', facts: payload, content: null }
    case 'mark_final':
      if (!inBlock || !isIn(log, payload)) return 'not_in_this_state'
      return state === 'final' ? 'nothing_to_change' : { type: 'transaction_final', facts: payload, content: null }
    case 'mark_reorganised':
      return inBlock && isIn(log, payload) ? { type: 'transaction_reorganised', facts: payload, content: null } : 'nothing_to_change'
    case 'mark_rejected': {
      const { detail, ...facts } = payload
      if (!counts || state === 'rejected') return 'nothing_to_change'
      return inBlock ? 'not_in_this_state' : { type: 'transaction_rejected', facts, content: { detail } }
    }
  }
}

function view(log: Log) {
  const txid = countingOf(log)
  const prepared = ofType(log, 'transaction_prepared')
  const counting = prepared.find(({ facts }) => facts.txid === txid)
  const state = stateOf(log)
  if (counting === undefined) throw new Error('an anchor begins with a transaction')
  const inBlock = state === 'mined' || state === 'final'
  const holding = inBlock ? log.findLast(({ type }) => type === 'transaction_mined') : undefined
  const rejection = state === 'rejected' ? log.at(-1) : undefined
  return {
    row: {
      ...counting.facts,
      id: ANCHOR,
      state,
      preparedAt: counting.at,
      publishedAt: publishedAt(log),
      minedAt: holding?.at ?? null,
      finalAt: state === 'final' ? log.at(-1)?.at : null,
      height: holding?.facts.height ?? null,
      block: holding?.facts.block ?? null,
      header: holding?.facts.header ?? null,
      path: holding?.facts.path ?? null,
      reason: rejection?.facts.reason ?? null,
      attempts: prepared.length,
      version: log.length,
      updatedAt: log.at(-1)?.at,
    },
    detail: rejection?.content?.detail ?? null,
  }
}

function ofType(log: Log, type: string): Log {
  return log.filter(entry => entry.type === type)
}

const STATES: Readonly<Record<string, string>> = {
  transaction_prepared: 'prepared',
  transaction_published: 'published',
  transaction_mined: 'mined',
  transaction_final: 'final',
  transaction_reorganised: 'published',
  transaction_rejected: 'rejected',
}

function stateOf(log: Log): string | null {
  return STATES[log.at(-1)?.type ?? ''] ?? null
}

/** The one that was last prepared, seen or mined. */
function countingOf(log: Log): unknown {
  return log.findLast(({ type }) => /_(prepared|published|mined)$/.test(type))?.facts.txid
}

/** Since when the transaction that counts has been seen without another one coming between: by itself, or in its first block. */
function publishedAt(log: Log): string | null {
  const txid = countingOf(log)
  const since = log.findLastIndex(({ type, facts }) => type === 'transaction_prepared' || facts.txid !== txid)
  const seen = log.slice(since + 1).filter(({ type }) => type === 'transaction_published' || type === 'transaction_mined')
  const last = seen.findLast(({ type }) => type === 'transaction_published') ?? seen[0]
  return last?.at ?? null
}

function isIn(log: Log, { txid, height, block }: { readonly txid: string; readonly height: number; readonly block: string }): boolean {
  const facts = log.findLast(({ type }) => type === 'transaction_mined')?.facts
  return facts?.txid === txid && facts.height === height && facts.block === block
}
