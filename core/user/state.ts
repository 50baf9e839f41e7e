import type { Role } from '../aggregate/command.ts'
import { carriedText, erasedText, noText, type VersionedText } from '../aggregate/texts.ts'
import type { UserEvent } from './events.ts'

/** A place for an open ticket: taken before the ticket is assigned, given back when it is solved or leaves this person. */
export type Place = {
  readonly ticket: string
  /** The version that the ticket reaches with the event that needs the place. */
  readonly version: number
  /** The version of this person's own event that took the place: it tells one reservation from every other. */
  readonly reservation: number
  /** When it was taken. */
  readonly at: string
}

/** What a user's events add up to. Whether the account is active or disabled is the machine's state, not part of this. */
export type User = {
  readonly name: VersionedText
  readonly displayName: VersionedText
  readonly role: Role
  readonly places: readonly Place[]
  readonly createdAt: string
  readonly contents: readonly number[]
  readonly version: number
}

export const noUser: User = { name: noText, displayName: noText, role: 'member', places: [], createdAt: '', contents: [], version: 0 }

export function placeFor(user: User, ticket: string): Place | undefined {
  return user.places.find(place => place.ticket === ticket)
}

/** The user after an event. Total: it takes whatever was recorded, and never refuses. */
export function evolveUser(user: User, event: UserEvent): User {
  const next = { ...user, ...change(user, event), version: event.version }
  return event.content === null ? next : { ...next, contents: [...next.contents, event.version] }
}

function change(user: User, event: UserEvent): Partial<User> {
  const carried = (text: string | undefined) => carriedText(text, event.version)
  const otherPlaces = (ticket: string) => user.places.filter(place => place.ticket !== ticket)
  switch (event.type) {
    case 'user_created':
      return {
        name: carried(event.content?.name),
        displayName: carried(event.content?.displayName),
        role: event.facts.role,
        createdAt: event.at,
      }
    case 'user_renamed':
      return {
        ...(event.facts.fields.includes('name') ? { name: carried(event.content?.name) } : {}),
        ...(event.facts.fields.includes('displayName') ? { displayName: carried(event.content?.displayName) } : {}),
      }
    case 'role_set':
      return { role: event.facts.role }
    case 'assignment_reserved':
      return {
        places: [
          ...otherPlaces(event.facts.ticket),
          { ticket: event.facts.ticket, version: event.facts.version, reservation: event.version, at: event.at },
        ],
      }
    case 'assignment_released':
      return { places: otherPlaces(event.facts.ticket) }
    case 'content_erased': {
      const erased = event.facts.version
      return {
        name: erasedText(user.name, erased),
        displayName: erasedText(user.displayName, erased),
        contents: user.contents.filter(version => version !== erased),
      }
    }
    case 'user_disabled':
    case 'user_enabled':
      return {}
  }
}
