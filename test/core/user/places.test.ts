import { describe, expect, it } from 'vitest'
import type { UserCommand } from '../../../core/user/commands.ts'
import { admin, id, system } from '../aggregate/people.ts'
import { play } from '../aggregate/subject.ts'
import { userSubject } from './subject.ts'

const ticket = id(1001)
const create: UserCommand = { type: 'create_user', payload: { name: 'anna', displayName: 'Anna', role: 'member' }, by: admin }
const reserve = (version: number, of = ticket): UserCommand => ({
  type: 'reserve_assignment',
  payload: { ticket: of, version, limit: 2 },
  by: system,
})
const release = (version: number, reservation: number | null = null): UserCommand => ({
  type: 'release_assignment',
  payload: { ticket, version, reservation },
  by: system,
})

/** The answers to the commands, the creation's left out: `ok` or the code; and the places that are held then. */
function answersTo(...commands: UserCommand[]) {
  const steps = play(userSubject, [create, ...commands])
  const answers = steps.slice(1).map(({ decision }) => (decision.type === 'accepted' ? 'ok' : decision.refusal.code))
  const places = steps.at(-1)?.snapshot.context.places.map(({ ticket, version, reservation }) => ({ ticket, version, reservation }))
  return { answers, places }
}

describe('places for open tickets', () => {
  it('are as many as the limit', () => {
    expect(answersTo(reserve(2), reserve(2, id(1002)), reserve(2, id(1003))).answers).toEqual(['ok', 'ok', 'open_ticket_limit'])
  })

  it('count a ticket once: a newer reservation of it takes no further place', () => {
    expect(answersTo(reserve(2), reserve(2, id(1002)), reserve(5))).toEqual({
      answers: ['ok', 'ok', 'ok'],
      places: [
        { ticket: id(1002), version: 2, reservation: 3 },
        { ticket, version: 5, reservation: 4 },
      ],
    })
  })

  it('are not given back by a release that is older than the reservation', () => {
    expect(answersTo(reserve(5), release(4))).toEqual({
      answers: ['ok', 'nothing_to_change'],
      places: [{ ticket, version: 5, reservation: 2 }],
    })
    expect(answersTo(reserve(5), release(5)).places).toEqual([])
  })

  it('keep the newer reservation when an older one comes late, so that a late release does not take it', () => {
    expect(answersTo(reserve(9), reserve(3), release(5))).toEqual({
      answers: ['ok', 'nothing_to_change', 'nothing_to_change'],
      places: [{ ticket, version: 9, reservation: 2 }],
    })
  })

  it('are not given back by a release that is about another reservation of the same version', () => {
    expect(answersTo(reserve(5), release(5, 2), reserve(5), release(5, 2))).toEqual({
      answers: ['ok', 'ok', 'ok', 'nothing_to_change'],
      places: [{ ticket, version: 5, reservation: 4 }],
    })
    expect(answersTo(reserve(5), release(5, 2), reserve(5), release(5, 4)).places).toEqual([])
  })
})
