import { createActor } from 'xstate'
import type { TicketEvent } from '../../core/ticket/events.ts'
import { type TicketSnapshot, ticketMachine } from '../../core/ticket/machine.ts'

/** The ticket as it was at a version, computed from its checked events with the same machine that decides. */
export function ticketAt(events: readonly { readonly event: TicketEvent }[], version: number): TicketSnapshot {
  const actor = createActor(ticketMachine).start()
  for (const { event } of events) {
    if (event.version > version) break
    actor.send(event)
  }
  const snapshot = actor.getSnapshot()
  actor.stop()
  return snapshot
}
