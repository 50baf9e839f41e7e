import type { FollowedTicketEvent } from '../../../client/ticket/conversation.ts'
import type { TicketDraft, TicketEvent } from '../../../core/ticket/events.ts'

export const MIRA = '00000000-0000-4000-8000-00000000000a'
export const JON = '00000000-0000-4000-8000-00000000000b'
export const COMMENT = '00000000-0000-4000-8000-0000000000c1'

const stored = { header: '', hash: '', salt: null, content: null }

/** Drafts as if they had been recorded one after another, by Mira unless somebody else is named. */
export function history(...drafts: readonly (TicketDraft & { by?: string })[]): readonly FollowedTicketEvent[] {
  return drafts.map(({ by = MIRA, ...draft }, at) => {
    const recorded = {
      version: at + 1,
      at: `2026-11-23T09:00:0${at}.000Z`,
      actor: { type: 'user', id: by },
      commandId: `00000000-0000-4000-8000-0000000000${10 + at}`,
    } as const
    const event: TicketEvent = { ...draft, ...recorded }
    return { event, stored }
  })
}

export const created: TicketDraft = { type: 'ticket_created', facts: { number: 12 }, content: { title: 'Printer', body: 'It smokes.' } }
export const solved: TicketDraft = { type: 'ticket_solved', facts: {}, content: null }
export const commented: TicketDraft = { type: 'comment_added', facts: { commentId: COMMENT }, content: { body: 'Still.' } }
