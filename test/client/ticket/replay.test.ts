import { describe, expect, it } from 'vitest'
import { conversation } from '../../../client/ticket/conversation.ts'
import { ticketAt } from '../../../client/ticket/replay.ts'
import { ticketStateOf } from '../../../core/ticket/machine.ts'
import { COMMENT, commented, created, history, solved } from './fixture.ts'

const events = history(created, commented, solved, {
  type: 'comment_edited',
  facts: { commentId: COMMENT },
  content: { body: 'Not any more.' },
})

describe('the ticket at a version', () => {
  it('knows nothing of what came later', () => {
    const ticket = ticketAt(events, 2)
    expect(ticketStateOf(ticket)).toBe('open')
    expect(ticket.context.comments[0]?.body.text).toBe('Still.')
    expect(ticket.context.version).toBe(2)
  })

  it('is the newest at the newest version', () => {
    const ticket = ticketAt(events, 4)
    expect(ticketStateOf(ticket)).toBe('solved')
    expect(ticket.context.comments[0]?.body.text).toBe('Not any more.')
  })

  it('is absent before the first', () => {
    expect(ticketStateOf(ticketAt(events, 0))).toBe('absent')
  })
})

describe('the conversation', () => {
  it('has comments and events in the order of the chain, each comment once', () => {
    expect(conversation(ticketAt(events, 4).context, events).map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      `comment ${COMMENT}`,
      'event 3',
    ])
  })
})
