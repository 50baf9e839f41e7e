import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../../core/aggregate/command.ts'
import { ContentTooLargeError } from '../../../core/events/event.ts'
import { ticketPayloads } from '../../../core/ticket/commands.ts'
import { anna, id } from '../aggregate/people.ts'
import { play } from '../aggregate/subject.ts'
import { ticketSubject } from './subject.ts'

function answer(type: keyof typeof ticketPayloads, payload: unknown) {
  const parsed = parseCommand(ticketPayloads, type, payload, anna)
  return parsed.ok ? 'ok' : `${parsed.refusal.code} ${parsed.refusal.field}`
}

const comment = { commentId: id(501) }

describe('limits of a ticket’s texts, in characters', () => {
  it.each(['a', '🔥'])('a title has 1 to 200 (%s)', c => {
    expect(answer('create_ticket', { title: c, body: '' })).toBe('ok')
    expect(answer('create_ticket', { title: c.repeat(200), body: '' })).toBe('ok')
    expect(answer('create_ticket', { title: c.repeat(201), body: '' })).toBe('too_long title')
    expect(answer('edit_ticket', { title: c.repeat(201) })).toBe('too_long title')
    expect(answer('create_ticket', { title: '', body: '' })).toBe('malformed title')
  })

  it.each(['a', '🔥'])('a body has 0 to 20,000 (%s)', c => {
    expect(answer('create_ticket', { title: 'a', body: c.repeat(20_000) })).toBe('ok')
    expect(answer('create_ticket', { title: 'a', body: c.repeat(20_001) })).toBe('too_long body')
    expect(answer('edit_ticket', { body: '' })).toBe('ok')
    expect(answer('edit_ticket', { body: c.repeat(20_001) })).toBe('too_long body')
  })

  it.each(['add_comment', 'edit_comment'] as const)('a comment has 1 to 20,000 (%s)', type => {
    for (const c of ['a', '🔥']) {
      expect(answer(type, { ...comment, body: c })).toBe('ok')
      expect(answer(type, { ...comment, body: c.repeat(20_000) })).toBe('ok')
      expect(answer(type, { ...comment, body: c.repeat(20_001) })).toBe('too_long body')
    }
    expect(answer(type, { ...comment, body: '' })).toBe('malformed body')
  })

  it.each(['\0', '\ud83d', '\udd25'])('no text has what can’t be stored (%j)', c => {
    expect(answer('create_ticket', { title: `a${c}`, body: '' })).toBe('malformed title')
    expect(answer('create_ticket', { title: 'a', body: c })).toBe('malformed body')
    expect(answer('add_comment', { ...comment, body: c })).toBe('malformed body')
    expect(answer('add_label', { label: c })).toBe('malformed label')
  })

  it('a body of 20,000 characters may still have more bytes than an event holds: then it can’t be recorded', () => {
    const create = (body: string) =>
      play(ticketSubject, [{ type: 'create_ticket', payload: { title: 'a', body }, by: anna, number: 1 }]).at(-1)?.chain.length
    expect(() => create('🔥'.repeat(20_000))).toThrow(ContentTooLargeError)
    expect(create('é'.repeat(20_000))).toBe(1)
  })
})

describe('other payloads', () => {
  it('a label is of small letters, digits and dashes', () => {
    expect(answer('add_label', { label: 'vpn-2' })).toBe('ok')
    expect(answer('add_label', { label: 'VPN' })).toBe('malformed label')
    expect(answer('remove_label', { label: 'x'.repeat(33) })).toBe('malformed label')
  })

  it('a priority is one of four', () => {
    for (const priority of ['low', 'normal', 'high', 'urgent']) expect(answer('set_priority', { priority })).toBe('ok')
    expect(answer('set_priority', { priority: 'highest' })).toBe('malformed priority')
  })

  it('people and comments are named by UUID', () => {
    expect(answer('assign_ticket', { assignee: 'anna' })).toBe('malformed assignee')
    expect(answer('delete_comment', { commentId: 12 })).toBe('malformed commentId')
  })

  it('an erasure names a version and a reason code', () => {
    expect(answer('erase_content', { version: 1, reason: 'personal_data' })).toBe('ok')
    for (const version of [0, -1, 1.5, 2 ** 53, '1', null]) {
      expect(answer('erase_content', { version, reason: 'personal_data' })).toBe('malformed version')
    }
    expect(answer('erase_content', { version: 1, reason: 'Because Anna asked' })).toBe('malformed reason')
  })

  it('an imported date must exist', () => {
    const imported = { author: id(2), at: '2026-02-30T00:00:00.000Z' }
    expect(answer('create_ticket', { title: 'a', body: '', imported })).toBe('malformed imported.at')
  })
})
