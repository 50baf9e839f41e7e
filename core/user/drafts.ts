import type { UserCommand, UserCommandType } from './commands.ts'
import type { UserDraft } from './events.ts'
import type { User } from './state.ts'

type CommandNamed<T extends UserCommandType> = Extract<UserCommand, { type: T }>

/** The event that each accepted command becomes. Whether it is accepted is the machine's business, not this table's. */
const drafts: { readonly [T in UserCommandType]: (user: User, command: CommandNamed<T>) => UserDraft } = {
  create_user: (_, { payload }) => ({
    type: 'user_created',
    facts: { role: payload.role },
    content: { name: payload.name, displayName: payload.displayName },
  }),
  rename_user: (user, { payload }) => {
    const name = payload.name !== undefined && payload.name !== user.name.text ? { name: payload.name } : {}
    const displayName =
      payload.displayName !== undefined && payload.displayName !== user.displayName.text ? { displayName: payload.displayName } : {}
    const fields = [...('name' in name ? (['name'] as const) : []), ...('displayName' in displayName ? (['displayName'] as const) : [])]
    return { type: 'user_renamed', facts: { fields }, content: { ...name, ...displayName } }
  },
  disable_user: () => ({ type: 'user_disabled', facts: {}, content: null }),
  enable_user: () => ({ type: 'user_enabled', facts: {}, content: null }),
  set_role: (_, { payload }) => ({ type: 'role_set', facts: { role: payload.role }, content: null }),
  erase_content: (_, { payload }) => ({
    type: 'content_erased',
    facts: { version: payload.version, reason: payload.reason },
    content: null,
  }),
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

export function draftOf<T extends UserCommandType>(user: User, command: CommandNamed<T>): UserDraft {
  const draft: (user: User, command: CommandNamed<T>) => UserDraft = drafts[command.type as T]
  return draft(user, command)
}
