import type { Sender } from '../../core/aggregate/command.ts'
import type { Me } from '../../core/protocol/messages.ts'
import type { TicketCommand } from '../../core/ticket/commands.ts'
import { decideTicket, type TicketSnapshot } from '../../core/ticket/machine.ts'
import { senderOf } from '../state/session.ts'

/** Whether something can be done now. `guest`: it could be, after signing in. */
export type Availability =
  | { readonly kind: 'possible' }
  | { readonly kind: 'guest'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string }

/** What every action on a ticket depends on. `halt`: why nothing at all can be done, whatever the ticket's rules say. */
export type Situation = { readonly snapshot: TicketSnapshot; readonly me: Me | null; readonly halt: string | null }

/**
 * Asks the ticket's own rulebook about the command that a button would send. `what` completes “Sign in to …”.
 * What spans two aggregates, the limit of open tickets, only the server can answer.
 */
export function availability(situation: Situation, what: string, command: (by: Sender) => TicketCommand): Availability {
  if (situation.halt !== null) return { kind: 'refused', why: situation.halt }
  const by = senderOf(situation.me)
  if (by === null) return { kind: 'guest', why: `Sign in to ${what}.` }
  const decision = decideTicket(situation.snapshot, command(by))
  return decision.type === 'accepted' ? { kind: 'possible' } : { kind: 'refused', why: decision.refusal.text }
}

/** Whether a person has a place for one more open ticket; the sentence where not. The server has the last word. */
export function placeFor(
  person: { readonly displayName: string | null; readonly places: readonly unknown[] },
  limit: number,
): Availability {
  if (person.places.length < limit) return { kind: 'possible' }
  const name = person.displayName ?? 'This person'
  return { kind: 'refused', why: `${name} already has ${person.places.length} of ${limit} open tickets. Solve or unassign one first.` }
}
