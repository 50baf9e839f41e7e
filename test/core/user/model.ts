import type { RefusalCode } from '../../../core/protocol/errors.ts'
import type { UserCommand } from '../../../core/user/commands.ts'
import { type Entry, erasedIn, type Model } from '../aggregate/model.ts'
import { anna } from '../aggregate/people.ts'
import type { Draft } from '../aggregate/subject.ts'

type Log = readonly Entry[]

/** The rules of Anna's account told by looking things up in what happened. */
export const userModel: Model<UserCommand> = { answer, view }

function answer(log: Log, command: UserCommand): RefusalCode | Draft {
  const { by, type } = command
  const isSystem = by.type === 'system'
  const isAdministrator = isSystem || by.role === 'admin'
  const isAnna = by.type === 'user' && by.id === anna.id
  if (type === 'create_user') {
    if (log.length > 0) return 'not_in_this_state'
    const { role, ...names } = command.payload
    return isAdministrator ? draft('user_created', { role }, names) : 'not_allowed'
  }
  if (log.length === 0) return 'not_found'
  const state = stateOf(log)
  switch (type) {
    case 'rename_user': {
      if (!isAnna && !isAdministrator) return 'not_allowed'
      const { name = textOf(log, 'name'), displayName = textOf(log, 'displayName') } = command.payload
      const content = {
        ...(name === textOf(log, 'name') ? {} : { name }),
        ...(displayName === textOf(log, 'displayName') ? {} : { displayName }),
      }
      const fields = Object.keys(content)
      return fields.length === 0 ? 'nothing_to_change' : draft('user_renamed', { fields }, content)
    }
    case 'disable_user':
      if (state === 'disabled') return 'not_in_this_state'
      return isAdministrator && !isAnna ? draft('user_disabled') : 'not_allowed'
    case 'enable_user':
      if (state === 'active') return 'not_in_this_state'
      return isAdministrator ? draft('user_enabled') : 'not_allowed'
    case 'set_role':
      if (!isAdministrator || isAnna) return 'not_allowed'
      return command.payload.role === roleOf(log) ? 'nothing_to_change' : draft('role_set', command.payload)
    case 'erase_content': {
      const { version, reason } = command.payload
      if (!isAdministrator) return 'not_allowed'
      return contentsOf(log).includes(version) ? draft('content_erased', { version, reason }) : 'nothing_to_change'
    }
    case 'reserve_assignment': {
      const { ticket, version, limit } = command.payload
      if (state === 'disabled') return 'user_disabled'
      if (!isSystem) return 'not_allowed'
      const places = placesOf(log)
      const held = places.get(ticket)?.version
      if (held === undefined) return places.size < limit ? draft('assignment_reserved', { ticket, version }) : 'open_ticket_limit'
      return held < version ? draft('assignment_reserved', { ticket, version }) : 'nothing_to_change'
    }
    case 'release_assignment': {
      const { ticket, version, reservation } = command.payload
      if (!isSystem) return 'not_allowed'
      const held = placesOf(log).get(ticket)
      const isMeant = held !== undefined && held.version <= version && [null, held.reservation].includes(reservation)
      return isMeant ? draft('assignment_released', { ticket, version }) : 'nothing_to_change'
    }
  }
}

function view(log: Log) {
  return {
    state: stateOf(log),
    name: textOf(log, 'name'),
    displayName: textOf(log, 'displayName'),
    role: roleOf(log),
    places: [...placesOf(log).values()],
    createdAt: log.at(0)?.at,
    contents: contentsOf(log),
    version: log.length,
  }
}

function draft(type: string, facts: Draft['facts'] = {}, content: Draft['content'] = null): Draft {
  return { type, facts, content }
}

function stateOf(log: Log): 'active' | 'disabled' {
  const last = log.findLast(({ type }) => type === 'user_disabled' || type === 'user_enabled')
  return last?.type === 'user_disabled' ? 'disabled' : 'active'
}

function roleOf(log: Log) {
  return log.findLast(({ facts }) => 'role' in facts)?.facts.role
}

function textOf(log: Log, field: string) {
  const carrier = log.findLast(({ content }) => content !== null && field in content)
  return carrier === undefined || erasedIn(log).has(carrier.version) ? null : (carrier.content?.[field] ?? null)
}

/** Tickets with a place, the version it was reserved for, and the reservation's own; the latest reservation last. */
function placesOf(log: Log) {
  const places = new Map<unknown, { ticket: unknown; version: number; reservation: number; at: string }>()
  for (const { type, facts, version, at } of log) {
    if (type !== 'assignment_reserved' && type !== 'assignment_released') continue
    const { ticket } = facts
    places.delete(ticket)
    if (type === 'assignment_reserved') places.set(ticket, { ticket, version: Number(facts.version), reservation: version, at })
  }
  return places
}

function contentsOf(log: Log): readonly number[] {
  return log.filter(({ version, content }) => content !== null && !erasedIn(log).has(version)).map(({ version }) => version)
}
