import type { TicketEvent } from '../../core/ticket/events.ts'
import type { UserEvent } from '../../core/user/events.ts'

export type TextPart = 'title' | 'body' | 'comment' | 'name' | 'displayName'

/** The words that an event still carries. They can only be erased together. */
export type WrittenText = {
  readonly version: number
  /** When it was recorded. */
  readonly at: string
  readonly parts: readonly TextPart[]
  /** The comment's id; null where it is no comment. */
  readonly comment: string | null
  /** The beginning, on one line. */
  readonly excerpt: string
}

const LONGEST_EXCERPT = 90

/** Every text of a ticket that isn't erased, in order. */
export function ticketTexts(events: readonly { readonly event: TicketEvent }[]): readonly WrittenText[] {
  return events.flatMap(({ event }): WrittenText[] => {
    if (event.content === null) return []
    const { version, at } = event
    switch (event.type) {
      case 'ticket_created':
        return [{ version, at, parts: ['title', 'body'], comment: null, excerpt: excerptOf(event.content.title, event.content.body) }]
      case 'ticket_edited':
        return [{ version, at, parts: event.facts.fields, comment: null, excerpt: excerptOf(event.content.title, event.content.body) }]
      case 'comment_added':
      case 'comment_edited':
        return [{ version, at, parts: ['comment'], comment: event.facts.commentId, excerpt: excerptOf(event.content.body) }]
      default:
        return []
    }
  })
}

/** Every name of a person that isn't erased, in order. */
export function personTexts(events: readonly { readonly event: UserEvent }[]): readonly WrittenText[] {
  return events.flatMap(({ event }): WrittenText[] => {
    if (event.content === null || (event.type !== 'user_created' && event.type !== 'user_renamed')) return []
    const { name, displayName } = event.content
    const parts = event.type === 'user_created' ? (['displayName', 'name'] as const) : event.facts.fields
    const excerpt = excerptOf(displayName, name === undefined ? undefined : `@${name}`)
    return [{ version: event.version, at: event.at, parts, comment: null, excerpt }]
  })
}

/** The texts that hold an earlier or later wording of what the text of `version` holds, itself among them. */
export function sameAs(texts: readonly WrittenText[], version: number): readonly WrittenText[] {
  const one = texts.find(text => text.version === version)
  if (one === undefined) return []
  return texts.filter(({ comment, parts }) => comment === one.comment && parts.some(part => one.parts.includes(part)))
}

export function textsOfPart(texts: readonly WrittenText[], part: TextPart): readonly WrittenText[] {
  return texts.filter(({ parts }) => parts.includes(part))
}

export function textsOfComment(texts: readonly WrittenText[], comment: string): readonly WrittenText[] {
  return texts.filter(text => text.comment === comment)
}

function excerptOf(...texts: readonly (string | undefined)[]): string {
  const line = texts
    .filter(text => text !== undefined && text !== '')
    .join(' · ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= LONGEST_EXCERPT ? line : `${characters.slice(0, LONGEST_EXCERPT - 1).join('')}…`
}
