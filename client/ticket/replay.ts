import { getInitialSnapshot, transition } from 'xstate'
import type { TicketEvent } from '../../core/ticket/events.ts'
import { type TicketSnapshot, ticketMachine } from '../../core/ticket/machine.ts'

/** The ticket as it was at a version, computed from its checked events with the same machine that decides. */
export function ticketAt(events: readonly { readonly event: TicketEvent }[], version: number): TicketSnapshot {
  let snapshot: TicketSnapshot = getInitialSnapshot(ticketMachine)
  for (const { event } of events) {
    if (event.version > version) break
    snapshot = transition(ticketMachine, snapshot, event)[0]
  }
  return snapshot
}
