import { describe, expect, it } from 'vitest'
import { checkEvent } from '../../../client/history/check-event.ts'
import { historyEntry } from '../../../client/history/entry.ts'
import { plainText } from '../../../client/history/words.ts'
import { type EventDraft, recordEvent } from '../../../core/events/event.ts'
import { genesisHash } from '../../../core/events/hash.ts'

const MIRA = '00000000-0000-4000-8000-00000000000a'
const TICKET = { type: 'ticket', id: '00000000-0000-4000-8000-00000000000c' }
const SALT = 'ab'.repeat(32)
const names = { person: () => 'Mira', ticket: () => '#12' }

function event(draft: Partial<EventDraft> = {}) {
  const content = draft.content === undefined ? { title: 'Printer', body: '' } : draft.content
  const whole: EventDraft = {
    origin: 'sealdesk.test',
    aggregate: TICKET,
    version: 1,
    parent: genesisHash('sealdesk.test', TICKET),
    type: 'ticket_created',
    recordedAt: '2026-11-23T09:00:00.000Z',
    actor: { type: 'user', id: MIRA },
    commandId: '00000000-0000-4000-8000-00000000000d',
    facts: { number: 12 },
    block: null,
    ...draft,
    content,
  }
  return recordEvent(whole, content === null ? null : SALT)
}

const words = (stored: Parameters<typeof historyEntry>[0]) => plainText(historyEntry(stored).sentence, names)

describe('an event as a line of the stream', () => {
  it('says what happened', () => {
    expect(words(event())).toBe('Mira opened #12')
  })

  it('says what happened to an anchor', () => {
    const facts = { txid: '1a2b3c4d'.repeat(8) }
    const aggregate = { ...TICKET, type: 'anchor' }
    expect(words(event({ aggregate, type: 'transaction_published', facts, content: null }))).toBe(
      'The network has seen the anchor’s transaction 1a2b3c4d',
    )
  })

  it('is shown by its type where this page has no words for it', () => {
    expect(words(event({ type: 'ticket_merged', facts: {}, content: null }))).toBe('Mira: ticket merged, on #12')
  })

  it('is shown although its header can’t be read', () => {
    expect(words({ ...event(), header: 'nonsense' })).toBe('An event whose header can’t be read')
  })

  it('is shown although its content can’t be read', () => {
    expect(words({ ...event(), content: '{"title":' })).toBe('Mira: ticket created, on #12')
  })
})

describe('the check of one event', () => {
  const check = (stored: Parameters<typeof historyEntry>[0]) => checkEvent(stored, historyEntry(stored).header)

  it('finds a good one good', () => {
    expect(check(event())).toEqual({ kind: 'good' })
    expect(check(event({ type: 'ticket_solved', facts: {}, content: null }))).toEqual({ kind: 'good' })
  })

  it('finds another header, and names both hashes', () => {
    const other = event()
    const finding = check({ ...other, header: other.header.replace('12', '13') })
    expect(finding).toMatchObject({ kind: 'bad', expected: other.hash })
  })

  it('finds another content', () => {
    expect(check({ ...event(), content: '{"body":"","title":"Printes"}' })).toMatchObject({ kind: 'bad' })
  })

  it('tells erased content from bad content', () => {
    expect(check({ ...event(), content: null, salt: null })).toEqual({ kind: 'erased' })
  })
})
