import { describe, expect, it } from 'vitest'
import { personTexts, sameAs, textsOfComment, textsOfPart, ticketTexts } from '../../../client/erasure/texts.ts'
import { partsInWords } from '../../../client/erasure/words.ts'
import type { TicketEvent } from '../../../core/ticket/events.ts'
import type { UserEvent } from '../../../core/user/events.ts'
import { COMMENT, commented, created, history, MIRA, solved } from '../ticket/fixture.ts'

const OTHER = '00000000-0000-4000-8000-0000000000c2'

const events = history(
  created,
  commented,
  { type: 'ticket_edited', facts: { fields: ['title'] }, content: { title: 'The printer burns' } },
  solved,
  { type: 'comment_edited', facts: { commentId: COMMENT }, content: { body: 'Still\n\n  smoking.' } },
  { type: 'comment_added', facts: { commentId: OTHER }, content: { body: 'x'.repeat(200) } },
  { type: 'ticket_edited', facts: { fields: ['body'] }, content: { body: 'Erased.' } },
)
/** As the events are after the words of version 7 were erased. */
const left = events.map(({ event }): { readonly event: TicketEvent } => ({
  event: event.type === 'ticket_edited' && event.version === 7 ? { ...event, content: null } : event,
}))
const texts = ticketTexts(left)
const versions = (found: readonly { readonly version: number }[]) => found.map(({ version }) => version)

describe('the texts of a ticket', () => {
  it('are those that are still there', () => {
    expect(versions(texts)).toEqual([1, 2, 3, 5, 6])
  })

  it('show their beginning on one line', () => {
    expect(texts[0]?.excerpt).toBe('Printer · It smokes.')
    expect(texts[3]?.excerpt).toBe('Still smoking.')
    expect(texts[4]?.excerpt).toBe(`${'x'.repeat(89)}…`)
  })

  it('are found by what they are of', () => {
    expect(versions(textsOfPart(texts, 'title'))).toEqual([1, 3])
    expect(versions(textsOfPart(texts, 'body'))).toEqual([1])
    expect(versions(textsOfComment(texts, COMMENT))).toEqual([2, 5])
  })

  it('are found with their other wordings, never with another comment’s', () => {
    expect(versions(sameAs(texts, 3))).toEqual([1, 3])
    expect(versions(sameAs(texts, 5))).toEqual([2, 5])
    expect(versions(sameAs(texts, 6))).toEqual([6])
    expect(sameAs(texts, 4)).toEqual([])
    expect(sameAs(texts, 7)).toEqual([])
  })

  it('say what they carry in words', () => {
    expect(texts.map(({ parts }) => partsInWords(parts))).toEqual(['title and description', 'comment', 'title', 'comment', 'comment'])
  })
})

describe('the names of a person', () => {
  const recorded = (version: number) => ({
    version,
    at: '2026-11-23T09:00:00.000Z',
    actor: { type: 'user', id: MIRA } as const,
    commandId: '00000000-0000-4000-8000-000000000010',
  })
  const account: readonly { readonly event: UserEvent }[] = [
    { event: { ...recorded(1), type: 'user_created', facts: { role: 'member' }, content: { name: 'mira', displayName: 'Mira' } } },
    { event: { ...recorded(2), type: 'user_disabled', facts: {}, content: null } },
    { event: { ...recorded(3), type: 'user_renamed', facts: { fields: ['displayName'] }, content: { displayName: 'Mira B.' } } },
    { event: { ...recorded(4), type: 'user_renamed', facts: { fields: ['name'] }, content: null } },
  ]

  it('are those that are still there', () => {
    expect(personTexts(account).map(({ version, parts, excerpt }) => ({ version, parts, excerpt }))).toEqual([
      { version: 1, parts: ['displayName', 'name'], excerpt: 'Mira · @mira' },
      { version: 3, parts: ['displayName'], excerpt: 'Mira B.' },
    ])
  })
})
