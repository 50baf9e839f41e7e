import type { AnchorEvent, Rejection } from './events.ts'

/** A signed transaction that spends the seal. Field by field as in its event; `at` is when it was recorded. */
export type PreparedTransaction = {
  readonly txid: string
  /** Its bytes in hex: only these are ever sent for it. */
  readonly transaction: string
  readonly size: number
  readonly root: string
  readonly fee: number
  readonly value: number
  readonly at: string
}

/** The block that holds the transaction: its hash in display order, its 80 bytes and the transaction's Merkle path (BUMP) in hex. */
export type HoldingBlock = { readonly height: number; readonly block: string; readonly header: string; readonly path: string }

/** What an anchor's events add up to. How far it has come is the machine's state, not part of this. */
export type Anchor = {
  /** Place in the line, from 1; 0 before the first transaction. */
  readonly sequence: number
  /** The outpoint that it spends, `txid:vout`. */
  readonly seal: string
  /** All that were prepared, oldest first. */
  readonly transactions: readonly PreparedTransaction[]
  /** The one that counts: the one in a block, else the one that the network has seen last, else the newest. Times are of that one. */
  readonly txid: string
  readonly publishedAt: string | null
  readonly minedAt: string | null
  readonly finalAt: string | null
  readonly holding: HoldingBlock | null
  /** While it is rejected. `detail` is null where its content is gone. */
  readonly rejection: { readonly reason: Rejection; readonly detail: string | null } | null
  readonly updatedAt: string
  readonly version: number
}

export const noAnchor: Anchor = {
  sequence: 0,
  seal: '',
  transactions: [],
  txid: '',
  publishedAt: null,
  minedAt: null,
  finalAt: null,
  holding: null,
  rejection: null,
  updatedAt: '',
  version: 0,
}

export function preparedAs(anchor: Anchor, txid: string): PreparedTransaction | undefined {
  return anchor.transactions.find(transaction => transaction.txid === txid)
}

/** The transaction that counts; undefined before there is one. */
export function countingTransaction(anchor: Anchor): PreparedTransaction | undefined {
  return preparedAs(anchor, anchor.txid)
}

/** The anchor after an event. Total: it takes whatever was recorded, and never refuses. */
export function evolveAnchor(anchor: Anchor, event: AnchorEvent): Anchor {
  return { ...anchor, ...change(anchor, event), updatedAt: event.at, version: event.version }
}

const notMined = { minedAt: null, finalAt: null, holding: null } as const

function change(anchor: Anchor, event: AnchorEvent): Partial<Anchor> {
  const { txid } = event.facts
  switch (event.type) {
    case 'transaction_prepared': {
      const { sequence, seal, ...transaction } = event.facts
      const others = anchor.transactions.filter(other => other.txid !== txid)
      const transactions = [...others, { ...transaction, at: event.at }]
      return { sequence, seal, transactions, txid, publishedAt: null, ...notMined, rejection: null }
    }
    case 'transaction_published':
      return { txid, publishedAt: event.at, ...notMined, rejection: null }
    case 'transaction_mined': {
      const { height, block, header, path } = event.facts
      // Where it was never seen before, it was seen in its block.
      const publishedAt = (anchor.txid === txid ? anchor.publishedAt : null) ?? event.at
      return { txid, publishedAt, minedAt: event.at, finalAt: null, holding: { height, block, header, path }, rejection: null }
    }
    case 'transaction_final':
      return { finalAt: event.at }
    case 'transaction_reorganised':
      return notMined
    case 'transaction_rejected':
      return { ...notMined, rejection: { reason: event.facts.reason, detail: event.content?.detail ?? null } }
  }
}
