import type { UserEvent } from '../../core/user/events.ts'
import { actorPart, type Part, type Sentence, say } from './words.ts'

/** What happened to an account, in words; `user` is whose it is. Total: every event has its sentence. */
export function userSentence(event: UserEvent, user: Part): Sentence {
  const who = actorPart(event.actor)
  const self = user.kind === 'person' && event.actor.id === user.id
  switch (event.type) {
    case 'user_created':
      return event.facts.role === 'admin' ? say`${who} added ${user} as an administrator` : say`${who} added ${user}`
    case 'user_renamed':
      return self
        ? [...say`${who} changed their ${nameWords(event)}`, ...to(event)]
        : [...say`${who} changed the ${nameWords(event)} of ${user}`, ...to(event)]
    case 'user_disabled':
      return say`${who} disabled the account of ${user}`
    case 'user_enabled':
      return say`${who} enabled the account of ${user}`
    case 'role_set':
      return event.facts.role === 'admin' ? say`${who} made ${user} an administrator` : say`${who} made ${user} a member`
    case 'assignment_reserved':
      return say`A place of ${user} was taken for ${{ kind: 'ticket', id: event.facts.ticket }}`
    case 'assignment_released':
      return say`A place of ${user} became free: ${{ kind: 'ticket', id: event.facts.ticket }}`
    case 'content_erased':
      return say`${who} erased the text of version ${String(event.facts.version)} of the account of ${user}, reason: ${event.facts.reason.replaceAll('_', ' ')}`
  }
}

type Renamed = Extract<UserEvent, { type: 'user_renamed' }>

function nameWords({ facts }: Renamed): string {
  const name = facts.fields.includes('name')
  const displayName = facts.fields.includes('displayName')
  return name && displayName ? 'name and sign-in name' : name ? 'sign-in name' : 'name'
}

function to({ content }: Renamed): Sentence {
  const texts = [content?.displayName, content?.name === undefined ? undefined : `@${content.name}`].filter(text => text !== undefined)
  return texts.length === 0 ? [] : say` to ${{ kind: 'quote', text: texts.join(', ') }}`
}
