import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../../core/aggregate/command.ts'
import { userPayloads } from '../../../core/user/commands.ts'
import { admin } from '../aggregate/people.ts'

function answer(type: keyof typeof userPayloads, payload: unknown) {
  const parsed = parseCommand(userPayloads, type, payload, admin)
  return parsed.ok ? 'ok' : `${parsed.refusal.code} ${parsed.refusal.field}`
}

const anna = { name: 'anna', displayName: 'Anna', role: 'member' }

describe('payloads of a user’s commands', () => {
  it('a name has 2 to 32 small letters, digits, dots, dashes and underscores', () => {
    for (const name of ['an', 'a.b-c_9', 'x'.repeat(32)]) expect(answer('create_user', { ...anna, name })).toBe('ok')
    for (const name of ['a', 'x'.repeat(33), 'Anna', 'änna', ' anna']) {
      expect(answer('create_user', { ...anna, name })).toBe('malformed name')
      expect(answer('rename_user', { name })).toBe('malformed name')
    }
  })

  it('a display name has 1 to 100 characters', () => {
    expect(answer('create_user', { ...anna, displayName: '🔥'.repeat(100) })).toBe('ok')
    expect(answer('create_user', { ...anna, displayName: '🔥'.repeat(101) })).toBe('too_long displayName')
    expect(answer('rename_user', { displayName: ' ' })).toBe('malformed displayName')
  })

  it('a role is member or admin', () => {
    for (const role of ['member', 'admin']) expect(answer('set_role', { role })).toBe('ok')
    expect(answer('set_role', { role: 'owner' })).toBe('malformed role')
    expect(answer('create_user', { name: 'anna', displayName: 'Anna' })).toBe('malformed role')
  })

  it('a change of name changes something', () => {
    expect(answer('rename_user', {})).toBe('malformed payload')
  })
})
