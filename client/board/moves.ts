import type { TicketRow } from '../../core/ticket/row.ts'

/** The board's columns: what waits, what somebody works on, what is done. */
export const COLUMNS = ['unassigned', 'assigned', 'solved'] as const
export type Column = (typeof COLUMNS)[number]

export type Move =
  | { readonly type: 'assign_ticket'; readonly payload: { readonly assignee: string } }
  | { readonly type: 'unassign_ticket' | 'solve_ticket' | 'reopen_ticket'; readonly payload: Record<string, never> }

export function columnOf({ state, assignee }: TicketRow): Column {
  if (state === 'solved') return 'solved'
  return assignee === null ? 'unassigned' : 'assigned'
}

/** The commands that bring a ticket into a column, in their order. Whoever moves an unassigned one into work takes it. */
export function movesTo(column: Column, row: TicketRow, me: string): readonly Move[] {
  if (columnOf(row) === column) return []
  if (column === 'solved') return [{ type: 'solve_ticket', payload: {} }]
  // A solved ticket is unassigned only after it is open again: reopening needs a free place of its assignee.
  const reopen: Move[] = row.state === 'solved' ? [{ type: 'reopen_ticket', payload: {} }] : []
  if (column === 'unassigned') return row.assignee === null ? reopen : [...reopen, { type: 'unassign_ticket', payload: {} }]
  return row.assignee === null ? [...reopen, { type: 'assign_ticket', payload: { assignee: me } }] : reopen
}
