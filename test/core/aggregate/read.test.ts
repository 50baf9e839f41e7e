import { describe, expect, it } from 'vitest'
import { domainEvent, UnreadableEvent } from '../../../core/aggregate/read.ts'
import { type EventDraft, recordEvent } from '../../../core/events/event.ts'
import { genesisHash } from '../../../core/events/hash.ts'
import { ticketEvents } from '../../../core/ticket/events.ts'
import { anna, id } from './people.ts'
import { ORIGIN, timeOf } from './subject.ts'

const aggregate = { type: 'ticket', id: id(1000) }
const salt = '5a'.repeat(32)

function recorded(draft: Partial<EventDraft>) {
  const event: EventDraft = {
    origin: ORIGIN,
    aggregate,
    version: 1,
    parent: genesisHash(ORIGIN, aggregate),
    type: 'ticket_created',
    recordedAt: timeOf(1),
    actor: { type: 'user', id: anna.id },
    commandId: id(9),
    facts: { number: 12 },
    content: { title: 'Printer on fire', body: '' },
    block: null,
    ...draft,
  }
  return recordEvent(event, event.content === null ? null : salt)
}

const meta = { version: 1, at: timeOf(1), actor: { type: 'user', id: anna.id }, commandId: id(9) }

describe('domainEvent', () => {
  it('gives facts and content with version, time, actor and command', () => {
    expect(domainEvent(ticketEvents, recorded({}))).toEqual({
      ...meta,
      type: 'ticket_created',
      facts: { number: 12 },
      content: { title: 'Printer on fire', body: '' },
    })
  })

  it('gives no content where it was erased', () => {
    expect(domainEvent(ticketEvents, { ...recorded({}), salt: null, content: null })).toMatchObject({
      facts: { number: 12 },
      content: null,
    })
  })

  it('leaves out keys that a later version added', () => {
    const event = recorded({ facts: { number: 12, colour: 'red' }, content: { title: 'a', body: 'b', mood: 'calm' } })
    expect(domainEvent(ticketEvents, event)).toMatchObject({ facts: { number: 12 }, content: { title: 'a', body: 'b' } })
    expect(domainEvent(ticketEvents, event).facts).not.toHaveProperty('colour')
  })

  it.each([
    ['a type that is not known', { type: 'ticket_painted' }, 'events of type ticket_painted are not known here'],
    ['a type that objects have by nature', { type: 'constructor' }, 'events of type constructor are not known here'],
    ['facts of another form', { facts: { number: 'twelve' } }, 'the facts of this ticket_created are not as they should be'],
    ['content of another form', { content: { title: 7 } }, 'the content of this ticket_created is not as it should be'],
  ])('refuses %s, and says where', (_, draft, message) => {
    const read = () => domainEvent(ticketEvents, recorded(draft))
    expect(read).toThrow(UnreadableEvent)
    expect(read).toThrow(`ticket ${aggregate.id} version 1: ${message}`)
  })
})
