import type { UserEvent } from '../../core/user/events.ts'
import type { PersonRow } from '../../core/user/row.ts'

/** The row after an event; null before the user was created. An event that the row has already taken changes nothing. */
export function nextPersonRow(row: PersonRow | null, id: string, event: UserEvent): PersonRow | null {
  if (row !== null && event.version <= row.version) return row
  if (event.type === 'user_created') {
    const { content, facts, at, version } = event
    return {
      id,
      name: content?.name ?? null,
      displayName: content?.displayName ?? null,
      role: facts.role,
      state: 'active',
      createdAt: at,
      places: [],
      version,
    }
  }
  return row === null ? null : { ...row, ...change(row, event), version: event.version }
}

function change(row: PersonRow, event: Exclude<UserEvent, { type: 'user_created' }>): Partial<PersonRow> {
  const others = (ticket: string) => row.places.filter(place => place.ticket !== ticket)
  switch (event.type) {
    case 'user_renamed':
      return {
        ...(event.facts.fields.includes('name') ? { name: event.content?.name ?? null } : {}),
        ...(event.facts.fields.includes('displayName') ? { displayName: event.content?.displayName ?? null } : {}),
      }
    case 'user_disabled':
      return { state: 'disabled' }
    case 'user_enabled':
      return { state: 'active' }
    case 'role_set':
      return { role: event.facts.role }
    case 'assignment_reserved':
      return { places: [...others(event.facts.ticket), { ticket: event.facts.ticket, version: event.facts.version }] }
    case 'assignment_released':
      return { places: others(event.facts.ticket) }
    case 'content_erased':
      return {}
  }
}
