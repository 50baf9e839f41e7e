import type { AnchorRow } from '../../core/anchor/row.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import type { PersonRow } from '../../core/user/row.ts'
import type { Cell } from './read-models.ts'

/** A label, and how many tickets carry it. */
export type LabelCount = { readonly label: string; readonly tickets: number }

const TICKET = [
  'id',
  'number',
  'title',
  'state',
  'assignee',
  'priority',
  'labels',
  'author',
  'createdAt',
  'updatedAt',
  'comments',
  'version',
]
const PERSON = ['id', 'name', 'displayName', 'role', 'state', 'createdAt', 'places', 'version']
const LABEL = ['label', 'tickets']
const ANCHOR = [
  'id',
  'sequence',
  'state',
  'seal',
  'txid',
  'bytes',
  'size',
  'root',
  'fee',
  'value',
  'preparedAt',
  'publishedAt',
  'minedAt',
  'finalAt',
  'height',
  'block',
  'reason',
  'attempts',
  'version',
  'updatedAt',
]

/** The most used labels that `labels` answers. */
export const MAX_LABELS = 200

/** The columns of the data page, in its order. */
export const COLUMNS = { tickets: TICKET, people: PERSON, labels: LABEL, anchors: ANCHOR } as const

/** A row in the order of its table's columns; lists become JSON. */
export function ticketCells(row: TicketRow): readonly Cell[] {
  const { id, number, title, state, assignee, priority, labels, author, createdAt, updatedAt, comments, version } = row
  return [id, number, title, state, assignee, priority, JSON.stringify(labels), author, createdAt, updatedAt, comments, version]
}

export function personCells(row: PersonRow): readonly Cell[] {
  const { id, name, displayName, role, state, createdAt, places, version } = row
  return [id, name, displayName, role, state, createdAt, JSON.stringify(places), version]
}

export function labelCells({ label, tickets }: LabelCount): readonly Cell[] {
  return [label, tickets]
}

/** Of the transaction, its length: it is too long for a cell, as are the header and the path, which the block's hash stands for. */
export function anchorCells(row: AnchorRow): readonly Cell[] {
  const { id, sequence, state, seal, txid, transaction, size, root, fee, value } = row
  const { preparedAt, publishedAt, minedAt, finalAt, height, block, reason, attempts, version, updatedAt } = row
  const times = [preparedAt, publishedAt, minedAt, finalAt]
  return [
    id,
    sequence,
    state,
    seal,
    txid,
    transaction.length / 2,
    size,
    root,
    fee,
    value,
    ...times,
    height,
    block,
    reason,
    attempts,
    version,
    updatedAt,
  ]
}
