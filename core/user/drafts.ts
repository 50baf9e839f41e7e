import { type DraftTable, draftBy } from '../aggregate/draft.ts'
import { draftErasure } from '../aggregate/erasure.ts'
import { changedTexts } from '../aggregate/texts.ts'
import type { UserCommand } from './commands.ts'
import type { UserDraft } from './events.ts'
import type { User } from './state.ts'

type RenameUser = Extract<UserCommand, { type: 'rename_user' }>

/** What a change of names would change. */
export function changesOf(user: User, { payload }: RenameUser) {
  return changedTexts(['name', 'displayName'], user, payload)
}

const drafts: DraftTable<User, UserCommand, UserDraft> = {
  create_user: (_, { payload }) => ({
    type: 'user_created',
    facts: { role: payload.role },
    content: { name: payload.name, displayName: payload.displayName },
  }),
  rename_user: (user, command) => {
    const { fields, content } = changesOf(user, command)
    return { type: 'user_renamed', facts: { fields }, content }
  },
  disable_user: () => ({ type: 'user_disabled', facts: {}, content: null }),
  enable_user: () => ({ type: 'user_enabled', facts: {}, content: null }),
  set_role: (_, { payload }) => ({ type: 'role_set', facts: { role: payload.role }, content: null }),
  erase_content: draftErasure,
  reserve_assignment: (_, { payload }) => ({
    type: 'assignment_reserved',
    facts: { ticket: payload.ticket, version: payload.version },
    content: null,
  }),
  release_assignment: (_, { payload }) => ({
    type: 'assignment_released',
    facts: { ticket: payload.ticket, version: payload.version },
    content: null,
  }),
}

/** The event that an accepted command becomes. */
export function draftOf(user: User, command: UserCommand): UserDraft {
  return draftBy(drafts, user, command)
}
