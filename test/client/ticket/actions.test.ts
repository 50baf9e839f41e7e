import { describe, expect, it } from 'vitest'
import { availability, placeFor } from '../../../client/ticket/actions.ts'
import { ticketAt } from '../../../client/ticket/replay.ts'
import { COMMENT, commented, created, history, JON, MIRA, solved } from './fixture.ts'

const mira = { id: MIRA, name: 'mira', displayName: 'Mira', role: 'member' } as const
const jon = { ...mira, id: JON, name: 'jon', displayName: 'Jon' }
const open = ticketAt(history(created, commented), 2)
const closed = ticketAt(history(created, commented, solved), 3)

describe('what can be done on a ticket', () => {
  it('is what its machine accepts', () => {
    expect(availability({ snapshot: open, me: mira, halt: null }, 'solve', by => ({ type: 'solve_ticket', payload: {}, by }))).toEqual({
      kind: 'possible',
    })
  })

  it('is refused with the machine’s own sentence', () => {
    expect(availability({ snapshot: closed, me: mira, halt: null }, 'solve', by => ({ type: 'solve_ticket', payload: {}, by }))).toEqual({
      kind: 'refused',
      why: 'The ticket is solved. Reopen it first.',
    })
  })

  it('depends on who asks: only its author edits a comment', () => {
    const edit = (me: typeof mira | typeof jon) =>
      availability({ snapshot: open, me, halt: null }, 'edit', by => ({
        type: 'edit_comment',
        payload: { commentId: COMMENT, body: 'Other.' },
        by,
      }))
    expect(edit(mira)).toEqual({ kind: 'possible' })
    expect(edit(jon)).toEqual({ kind: 'refused', why: 'Only the author of a comment can change it.' })
  })

  it('asks a guest to sign in', () => {
    expect(
      availability({ snapshot: open, me: null, halt: null }, 'solve this ticket', by => ({ type: 'solve_ticket', payload: {}, by })),
    ).toEqual({ kind: 'guest', why: 'Sign in to solve this ticket.' })
  })

  it('is nothing where everything halts', () => {
    expect(
      availability({ snapshot: open, me: mira, halt: 'The history is broken.' }, 'solve', by => ({
        type: 'solve_ticket',
        payload: {},
        by,
      })),
    ).toEqual({ kind: 'refused', why: 'The history is broken.' })
  })
})

describe('a place for one more open ticket', () => {
  it('is there below the limit', () => {
    expect(placeFor({ displayName: 'Jon', places: [1, 2] }, 3)).toEqual({ kind: 'possible' })
  })

  it('is refused at the limit, in a sentence', () => {
    expect(placeFor({ displayName: 'Jon', places: [1, 2, 3] }, 3)).toMatchObject({
      kind: 'refused',
      why: 'Jon already has 3 of 3 open tickets. Solve or unassign one first.',
    })
  })
})
