import { describe, expect, it } from 'vitest'
import { COLUMNS, columnOf, type Move, movesTo } from '../../../client/board/moves.ts'
import type { TicketRow } from '../../../core/ticket/row.ts'

const MIRA = '00000000-0000-4000-8000-00000000000a'
const JON = '00000000-0000-4000-8000-00000000000b'

function ticket(state: 'open' | 'solved', assignee: string | null): TicketRow {
  const at = '2026-11-23T09:00:00.000Z'
  return {
    id: JON,
    number: 1,
    title: '',
    state,
    assignee,
    priority: 'normal',
    labels: [],
    author: null,
    createdAt: at,
    updatedAt: at,
    comments: 0,
    version: 1,
  }
}

/** What the commands make of a ticket's state and assignee. */
function after(row: TicketRow, moves: readonly Move[]): TicketRow {
  return moves.reduce(afterOne, row)
}

function afterOne(row: TicketRow, move: Move): TicketRow {
  switch (move.type) {
    case 'assign_ticket':
      return { ...row, assignee: move.payload.assignee }
    case 'unassign_ticket':
      return { ...row, assignee: null }
    case 'solve_ticket':
      return { ...row, state: 'solved' }
    case 'reopen_ticket':
      return { ...row, state: 'open' }
  }
}

describe('A card that is moved', () => {
  const all = [ticket('open', null), ticket('open', JON), ticket('solved', null), ticket('solved', JON)]

  it.each(COLUMNS)('comes to stand in the column %s, from everywhere', column => {
    for (const row of all) expect(columnOf(after(row, movesTo(column, row, MIRA)))).toBe(column)
  })

  it('stays as it is where it stands already', () => {
    for (const row of all) expect(movesTo(columnOf(row), row, MIRA)).toEqual([])
  })

  it('goes to whoever moves it into work, unless somebody has it', () => {
    expect(movesTo('assigned', ticket('open', null), MIRA)).toEqual([{ type: 'assign_ticket', payload: { assignee: MIRA } }])
    expect(movesTo('assigned', ticket('solved', JON), MIRA)).toEqual([{ type: 'reopen_ticket', payload: {} }])
  })
})
