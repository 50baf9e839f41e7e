import { assign, emit, type SnapshotFrom, setup } from 'xstate'
import { isAdministrator } from '../aggregate/command.ts'
import { type Decision, emittedBy, refuse } from '../aggregate/decide.ts'
import { type Refusal, refusal } from '../protocol/errors.ts'
import type { UserCommand } from './commands.ts'
import { changesOf, draftOf } from './drafts.ts'
import type { UserDraft, UserEvent } from './events.ts'
import { evolveUser, noUser, placeFor, type User } from './state.ts'

/** Raised when the machine's context or states change shape: an older snapshot is then rebuilt from the chain. */
export const USER_MACHINE_VERSION = 2

/** A command knows whose account it is sent to: some rules are about one's own. */
export type UserSignal = (UserCommand & { readonly user: string }) | UserEvent

/** The user's rulebook; how it is built is told at the ticket's machine. */
export const userMachine = setup({
  types: {} as { context: User; events: UserSignal; emitted: Decision<UserDraft> },
  guards: {
    notAdministrator: ({ event }) => 'by' in event && !isAdministrator(event.by),
    notSelfNorAdministrator: ({ event }) => 'by' in event && event.by.id !== event.user && !isAdministrator(event.by),
    ownAccount: ({ event }) => 'by' in event && event.by.type === 'user' && event.by.id === event.user,
    notSystem: ({ event }) => 'by' in event && event.by.type !== 'system',
    sameNames: ({ context, event }) => event.type === 'rename_user' && changesOf(context, event).fields.length === 0,
    sameRole: ({ context, event }) => event.type === 'set_role' && event.payload.role === context.role,
    // A newer place too: a reservation that comes late must not make it look older to a release that comes late.
    placeHeld: ({ context, event }) =>
      event.type === 'reserve_assignment' && (placeFor(context, event.payload.ticket)?.version ?? 0) >= event.payload.version,
    placesFull: ({ context, event }) =>
      event.type === 'reserve_assignment' &&
      placeFor(context, event.payload.ticket) === undefined &&
      context.places.length >= event.payload.limit,
    noSuchPlace: ({ context, event }) => {
      if (event.type !== 'release_assignment') return false
      const { ticket, version, reservation } = event.payload
      const place = placeFor(context, ticket)
      return place === undefined || place.version > version || (reservation !== null && place.reservation !== reservation)
    },
    nothingToErase: ({ context, event }) => event.type === 'erase_content' && !context.contents.includes(event.payload.version),
  },
  actions: {
    apply: assign(({ context, event }) => ('version' in event ? evolveUser(context, event) : context)),
    accept: emit(({ context, event }): Decision<UserDraft> => {
      if ('version' in event) throw new Error(`${event.type} is recorded already and can’t be accepted again`)
      return { type: 'accepted', draft: draftOf(context, event) }
    }),
    refuse: emit((_, why: Refusal): Decision<UserDraft> => ({ type: 'refused', refusal: why })),
  },
}).createMachine({
  id: 'user',
  context: noUser,
  initial: 'absent',
  on: {
    user_created: { target: '.present.active', actions: 'apply' },
    user_disabled: { target: '.present.disabled', actions: 'apply' },
    user_enabled: { target: '.present.active', actions: 'apply' },
    user_renamed: { actions: 'apply' },
    role_set: { actions: 'apply' },
    assignment_reserved: { actions: 'apply' },
    assignment_released: { actions: 'apply' },
    content_erased: { actions: 'apply' },
  },
  states: {
    absent: {
      on: {
        create_user: [{ guard: 'notAdministrator', actions: refuse('not_allowed') }, { actions: 'accept' }],
      },
    },
    present: {
      initial: 'active',
      on: {
        rename_user: [
          { guard: 'notSelfNorAdministrator', actions: refuse('not_allowed') },
          { guard: 'sameNames', actions: refuse('nothing_to_change') },
          { actions: 'accept' },
        ],
        set_role: [
          { guard: 'notAdministrator', actions: refuse('not_allowed') },
          { guard: 'ownAccount', actions: refuse('not_allowed', 'Nobody can change their own role. Ask another administrator.') },
          { guard: 'sameRole', actions: refuse('nothing_to_change') },
          { actions: 'accept' },
        ],
        release_assignment: [
          { guard: 'notSystem', actions: refuse('not_allowed') },
          { guard: 'noSuchPlace', actions: refuse('nothing_to_change') },
          { actions: 'accept' },
        ],
        erase_content: [
          { guard: 'notAdministrator', actions: refuse('not_allowed') },
          { guard: 'nothingToErase', actions: refuse('nothing_to_change', 'This version has no content, or it is erased already.') },
          { actions: 'accept' },
        ],
      },
      states: {
        active: {
          on: {
            disable_user: [
              { guard: 'notAdministrator', actions: refuse('not_allowed') },
              { guard: 'ownAccount', actions: refuse('not_allowed', 'Nobody can disable their own account. Ask another administrator.') },
              { actions: 'accept' },
            ],
            reserve_assignment: [
              { guard: 'notSystem', actions: refuse('not_allowed') },
              { guard: 'placeHeld', actions: refuse('nothing_to_change') },
              { guard: 'placesFull', actions: refuse('open_ticket_limit') },
              { actions: 'accept' },
            ],
          },
        },
        disabled: {
          on: {
            enable_user: [{ guard: 'notAdministrator', actions: refuse('not_allowed') }, { actions: 'accept' }],
            reserve_assignment: { actions: refuse('user_disabled') },
          },
        },
      },
    },
  },
})

export type UserSnapshot = SnapshotFrom<typeof userMachine>
export type UserState = 'absent' | 'active' | 'disabled'

export function userStateOf(snapshot: UserSnapshot): UserState {
  if (snapshot.matches('absent')) return 'absent'
  return snapshot.matches({ present: 'active' }) ? 'active' : 'disabled'
}

/** Whether the user `id` takes the command now, and as what; or why not. */
export function decideUser(snapshot: UserSnapshot, id: string, command: UserCommand): Decision<UserDraft> {
  return emittedBy(userMachine, snapshot, { ...command, user: id }) ?? { type: 'refused', refusal: notInThisState(snapshot, command) }
}

function notInThisState(snapshot: UserSnapshot, command: UserCommand): Refusal {
  const state = userStateOf(snapshot)
  if (state === 'absent') return refusal('not_found', 'There is no such person.')
  if (command.type === 'create_user') return refusal('not_in_this_state', 'There is an account with this id already.')
  return refusal('not_in_this_state', state === 'active' ? 'The account is active already.' : 'The account is disabled already.')
}
