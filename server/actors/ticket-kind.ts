import { createActor, getNextSnapshot } from 'xstate'
import { domainEvent } from '../../core/aggregate/read.ts'
import type { StoredEvent } from '../../core/events/event.ts'
import { type TicketCommand, ticketPayloads } from '../../core/ticket/commands.ts'
import { ticketEvents } from '../../core/ticket/events.ts'
import { decideTicket, TICKET_MACHINE_VERSION, type TicketSnapshot, ticketMachine } from '../../core/ticket/machine.ts'
import type { Kind } from './kind.ts'
import { liveMachine } from './machine.ts'

export type TicketKind = Kind<TicketSnapshot, typeof ticketPayloads, TicketCommand>

const read = (event: StoredEvent) => domainEvent(ticketEvents, event)

/** `nextNumber` gives out short numbers (#12), each only once. */
export function ticketKind(nextNumber: () => Promise<number>): TicketKind {
  return {
    type: 'ticket',
    machineVersion: TICKET_MACHINE_VERSION,
    payloads: ticketPayloads,
    async complete(command, snapshot) {
      if (command.type !== 'create_ticket') return command
      const unnumbered = { ...command, number: 0 }
      // What is refused anyway takes no number: a gap would look like a ticket that is gone.
      return decideTicket(snapshot, unnumbered).type === 'refused' ? unnumbered : { ...command, number: await nextNumber() }
    },
    decide: (snapshot, _id, command) => decideTicket(snapshot, command),
    start: state => liveMachine(createActor(ticketMachine, state === null ? {} : { snapshot: JSON.parse(state) }), read),
    next: (snapshot, event) => getNextSnapshot(ticketMachine, snapshot, read(event)),
  }
}
