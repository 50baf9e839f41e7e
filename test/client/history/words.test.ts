import { describe, expect, it } from 'vitest'
import { anchorSentence } from '../../../client/history/anchor-words.ts'
import { ticketSentence } from '../../../client/history/ticket-words.ts'
import { userSentence } from '../../../client/history/user-words.ts'
import { plain, plainText } from '../../../client/history/words.ts'
import { type AnchorDraft, anchorEvents } from '../../../core/anchor/events.ts'
import { type TicketDraft, type TicketEvent, type TicketEventType, ticketEvents } from '../../../core/ticket/events.ts'
import { type UserDraft, userEvents } from '../../../core/user/events.ts'

const MIRA = '00000000-0000-4000-8000-00000000000a'
const JON = '00000000-0000-4000-8000-00000000000b'
const TICKET = '00000000-0000-4000-8000-00000000000c'
const names = { person: (id: string) => (id === MIRA ? 'Mira' : 'Jon'), ticket: () => '#12' }
const recorded = {
  version: 4,
  at: '2026-11-23T09:00:00.000Z',
  actor: { type: 'user', id: MIRA },
  commandId: '00000000-0000-4000-8000-00000000000d',
} as const

const ofTicket = (draft: TicketDraft) => plainText(ticketSentence({ ...recorded, ...draft }, plain('this ticket')), names)
const ofUser = (draft: UserDraft, user = JON) => plainText(userSentence({ ...recorded, ...draft }, { kind: 'person', id: user }), names)

const ticketCases: readonly (readonly [TicketDraft, string])[] = [
  [{ type: 'ticket_created', facts: { number: 12 }, content: { title: 'T', body: '' } }, 'Mira opened this ticket'],
  [{ type: 'ticket_created', facts: { number: 12, author: JON }, content: { title: 'T', body: '' } }, 'Mira brought in this ticket by Jon'],
  [{ type: 'ticket_edited', facts: { fields: ['title'] }, content: { title: 'New' } }, 'Mira changed the title of this ticket to “New”'],
  [{ type: 'ticket_edited', facts: { fields: ['body'] }, content: { body: 'x' } }, 'Mira edited the description of this ticket'],
  [
    { type: 'ticket_edited', facts: { fields: ['title', 'body'] }, content: { title: 'New', body: 'x' } },
    'Mira edited the description of this ticket and changed its title to “New”',
  ],
  [{ type: 'ticket_assigned', facts: { assignee: JON }, content: null }, 'Mira assigned this ticket to Jon'],
  [{ type: 'ticket_assigned', facts: { assignee: MIRA }, content: null }, 'Mira took this ticket'],
  [{ type: 'ticket_unassigned', facts: {}, content: null }, 'Mira unassigned this ticket'],
  [{ type: 'ticket_solved', facts: {}, content: null }, 'Mira solved this ticket'],
  [{ type: 'ticket_reopened', facts: {}, content: null }, 'Mira reopened this ticket'],
  [{ type: 'priority_set', facts: { priority: 'high' }, content: null }, 'Mira set the priority of this ticket to high'],
  [{ type: 'label_added', facts: { label: 'ui' }, content: null }, 'Mira added the label ui to this ticket'],
  [{ type: 'label_removed', facts: { label: 'ui' }, content: null }, 'Mira removed the label ui from this ticket'],
  [{ type: 'comment_added', facts: { commentId: TICKET }, content: { body: 'x' } }, 'Mira commented on this ticket'],
  [
    { type: 'comment_added', facts: { commentId: TICKET, author: JON }, content: { body: 'x' } },
    'Mira brought in a comment by Jon on this ticket',
  ],
  [{ type: 'comment_edited', facts: { commentId: TICKET }, content: { body: 'x' } }, 'Mira edited a comment on this ticket'],
  [{ type: 'comment_deleted', facts: { commentId: TICKET }, content: null }, 'Mira deleted a comment on this ticket'],
  [
    { type: 'content_erased', facts: { version: 3, reason: 'personal_data' }, content: null },
    'Mira erased the text of version 3 of this ticket, reason: personal data',
  ],
]

const userCases: readonly (readonly [UserDraft, string])[] = [
  [{ type: 'user_created', facts: { role: 'member' }, content: { name: 'jon', displayName: 'Jon' } }, 'Mira added Jon'],
  [{ type: 'user_created', facts: { role: 'admin' }, content: { name: 'jon', displayName: 'Jon' } }, 'Mira added Jon as an administrator'],
  [
    { type: 'user_renamed', facts: { fields: ['displayName'] }, content: { displayName: 'Jonathan' } },
    'Mira changed the name of Jon to “Jonathan”',
  ],
  [{ type: 'user_disabled', facts: {}, content: null }, 'Mira disabled the account of Jon'],
  [{ type: 'user_enabled', facts: {}, content: null }, 'Mira enabled the account of Jon'],
  [{ type: 'role_set', facts: { role: 'admin' }, content: null }, 'Mira made Jon an administrator'],
  [{ type: 'assignment_reserved', facts: { ticket: TICKET, version: 2 }, content: null }, 'A place of Jon was taken for #12'],
  [{ type: 'assignment_released', facts: { ticket: TICKET, version: 2 }, content: null }, 'A place of Jon became free: #12'],
  [
    { type: 'content_erased', facts: { version: 1, reason: 'left' }, content: null },
    'Mira erased the text of version 1 of the account of Jon, reason: left',
  ],
]

describe('a ticket’s events in words', () => {
  it.each(ticketCases)('%o', (draft, sentence) => {
    expect(ofTicket(draft)).toBe(sentence)
  })

  it('cover every type there is', () => {
    const covered = new Set<TicketEventType>(ticketCases.map(([draft]) => draft.type))
    expect([...covered].sort()).toEqual(Object.keys(ticketEvents).sort())
  })

  it('say what was touched even where the text has been erased', () => {
    const event: TicketEvent = { ...recorded, type: 'ticket_edited', facts: { fields: ['title'] }, content: null }
    expect(plainText(ticketSentence(event, plain('this ticket')), names)).toBe('Mira changed the title of this ticket')
  })

  it('name the part of the system that acted', () => {
    const event = { ...recorded, actor: { type: 'system', id: 'import' }, type: 'ticket_solved', facts: {}, content: null } as const
    expect(plainText(ticketSentence(event, plain('this ticket')), names)).toBe('Sealdesk (import) solved this ticket')
  })
})

describe('a person’s events in words', () => {
  it.each(userCases)('%o', (draft, sentence) => {
    expect(ofUser(draft)).toBe(sentence)
  })

  it('cover every type there is', () => {
    expect([...new Set(userCases.map(([draft]) => draft.type))].sort()).toEqual(Object.keys(userEvents).sort())
  })

  it('tell one’s own change from another’s', () => {
    const draft: UserDraft = { type: 'user_renamed', facts: { fields: ['name'] }, content: { name: 'mira2' } }
    expect(ofUser(draft, MIRA)).toBe('Mira changed their sign-in name to “@mira2”')
  })
})

const TXID = `${'1a2b3c4d'.repeat(8)}`
const block = { height: 120, block: 'b'.repeat(64) }
const prepared = {
  sequence: 3,
  seal: `${'0'.repeat(64)}:1`,
  txid: TXID,
  transaction: '00',
  size: 17,
  root: 'e'.repeat(64),
  fee: 30,
  value: 9000,
}

const anchorCases: readonly (readonly [AnchorDraft, string])[] = [
  [
    { type: 'transaction_prepared', facts: prepared, content: null },
    'Sealdesk (anchoring) prepared anchor 3: transaction 1a2b3c4d seals all 17 epochs of the log',
  ],
  [
    { type: 'transaction_prepared', facts: { ...prepared, sequence: 1, size: 1 }, content: null },
    'Sealdesk (anchoring) prepared anchor 1: transaction 1a2b3c4d seals the first epoch of the log',
  ],
  [{ type: 'transaction_published', facts: { txid: TXID }, content: null }, 'The network has seen the anchor’s transaction 1a2b3c4d'],
  [
    { type: 'transaction_mined', facts: { txid: TXID, ...block, header: '00'.repeat(80), path: 'fe' }, content: null },
    'The anchor’s transaction 1a2b3c4d is in block 120',
  ],
  [
    { type: 'transaction_final', facts: { txid: TXID, ...block }, content: null },
    'The anchor’s transaction 1a2b3c4d is final, in block 120',
  ],
  [
    { type: 'transaction_reorganised', facts: { txid: TXID, ...block }, content: null },
    'Block 120 is no longer on the network’s chain: the anchor’s transaction 1a2b3c4d waits for another',
  ],
  [
    { type: 'transaction_rejected', facts: { txid: TXID, reason: 'fee_too_low' }, content: { detail: 'min fee not met' } },
    'The network refused the anchor’s transaction 1a2b3c4d: it pays too little (“min fee not met”)',
  ],
]

describe('an anchor’s events in words', () => {
  const recordedBySystem = { ...recorded, actor: { type: 'system', id: 'anchoring' } } as const

  it.each(anchorCases)('%o', (draft, sentence) => {
    expect(plainText(anchorSentence({ ...recordedBySystem, ...draft }), names)).toBe(sentence)
  })

  it('cover every type there is', () => {
    expect([...new Set(anchorCases.map(([draft]) => draft.type))].sort()).toEqual(Object.keys(anchorEvents).sort())
  })

  it('say that it was refused also where the network’s words are gone', () => {
    const facts = { txid: TXID, reason: 'conflict' } as const
    const sentence = anchorSentence({ ...recordedBySystem, type: 'transaction_rejected', facts, content: null })
    expect(plainText(sentence, names)).toBe('The network refused the anchor’s transaction 1a2b3c4d: another transaction spends the same')
  })
})
