import { createContext } from '@lit/context'
import type { Situation } from './actions.ts'
import type { FollowedTicketEvent } from './conversation.ts'

/** What every part of the ticket's page needs to know. A new object with every change. */
export type TicketContext = {
  readonly id: string
  readonly situation: Situation
  /** Every event that is known, also where an earlier version is shown. */
  readonly events: readonly FollowedTicketEvent[]
  /** At most so many open tickets for one person; unknown while not connected. */
  readonly openTicketLimit: number | null
}

export const ticketContext = createContext<TicketContext>('sealdesk-ticket')
