import { describe, expect, it } from 'vitest'
import type { TicketCommand } from '../../../core/ticket/commands.ts'
import { admin, anna, id, system } from '../aggregate/people.ts'
import { play, timeOf } from '../aggregate/subject.ts'
import { ticketSubject, ticketView } from './subject.ts'

const imported = { author: anna.id, at: '2020-02-29T12:00:00.000Z' }
const create: TicketCommand = {
  type: 'create_ticket',
  payload: { title: 'Printer on fire', body: 'Help!', imported },
  by: system,
  number: 1,
}
const comment: TicketCommand = { type: 'add_comment', payload: { commentId: id(501), body: 'Water?', imported }, by: system }
const editComment: TicketCommand = { type: 'edit_comment', payload: { commentId: id(501), body: 'Foam?' }, by: anna }
const deleteComment: TicketCommand = { type: 'delete_comment', payload: { commentId: id(501) }, by: anna }
const editTitle: TicketCommand = { type: 'edit_ticket', payload: { title: 'Printer in flames' }, by: anna }
const erase = (version: number): TicketCommand => ({ type: 'erase_content', payload: { version, reason: 'personal_data' }, by: admin })

function ticketAfter(...commands: TicketCommand[]) {
  const last = play(ticketSubject, [create, ...commands]).at(-1)
  if (last === undefined) throw new Error('a ticket was created')
  return { ...ticketView(last.snapshot), kept: ticketSubject.persist(last.snapshot) }
}

describe('erasing content', () => {
  it('takes the texts of the event and the date that came with them', () => {
    expect(ticketAfter()).toMatchObject({ title: 'Printer on fire', body: 'Help!', createdAt: imported.at, contents: [1] })
    expect(ticketAfter(erase(1))).toMatchObject({ title: null, body: null, createdAt: timeOf(1), contents: [] })
  })

  it('leaves what later events say', () => {
    expect(ticketAfter(editTitle, erase(1))).toMatchObject({ title: 'Printer in flames', body: null, contents: [2] })
    expect(ticketAfter(editTitle, erase(2))).toMatchObject({ title: null, body: 'Help!', contents: [1] })
  })

  it('takes the date of an imported comment, though its text has been edited since', () => {
    expect(ticketAfter(comment, editComment, erase(2)).comments).toMatchObject([{ body: 'Foam?', at: timeOf(2) }])
    expect(ticketAfter(comment, editComment, erase(3)).comments).toMatchObject([{ body: null, at: imported.at }])
  })

  it('also takes what a deleted comment said', () => {
    expect(ticketAfter(comment, deleteComment)).toMatchObject({ comments: [{ deleted: true, body: null }], contents: [1, 2] })
    expect(ticketAfter(comment, deleteComment, erase(2))).toMatchObject({ comments: [{ deleted: true, body: null }], contents: [1] })
  })

  it('leaves nothing of the texts in what is kept of the ticket', () => {
    const { kept } = ticketAfter(comment, editComment, editTitle, erase(1), erase(2), erase(3), erase(4))
    for (const text of ['Printer', 'Help!', 'Water?', 'Foam?', imported.at]) expect(kept).not.toContain(text)
  })
})
