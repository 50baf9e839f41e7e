import { createActor, initialTransition, transition } from 'xstate'
import { domainEvent } from '../../../core/aggregate/read.ts'
import type { TicketCommand } from '../../../core/ticket/commands.ts'
import { ticketEvents } from '../../../core/ticket/events.ts'
import { decideTicket, type TicketSnapshot, ticketMachine, ticketStateOf } from '../../../core/ticket/machine.ts'
import { id } from '../aggregate/people.ts'
import type { Subject } from '../aggregate/subject.ts'

export const ticketSubject: Subject<TicketSnapshot, TicketCommand> = {
  aggregate: { type: 'ticket', id: id(1000) },
  initial: initialTransition(ticketMachine)[0],
  decide: decideTicket,
  apply: (snapshot, event) => transition(ticketMachine, snapshot, domainEvent(ticketEvents, event))[0],
  live: chain => {
    const actor = createActor(ticketMachine).start()
    for (const event of chain) actor.send(domainEvent(ticketEvents, event))
    return actor.getSnapshot()
  },
  persist: snapshot => JSON.stringify(ticketMachine.getPersistedSnapshot(snapshot)),
  revive: text =>
    createActor(ticketMachine, { snapshot: JSON.parse(text) })
      .start()
      .getSnapshot(),
  shown: ({ value, context }) => ({ value, context }),
}

/** What people see of a ticket, without the versions that its texts come from. */
export function ticketView(snapshot: TicketSnapshot) {
  const { title, body, comments, recordedAt, ...rest } = snapshot.context
  return {
    ...rest,
    state: ticketStateOf(snapshot),
    title: title.text,
    body: body.text,
    comments: comments.map(({ id, author, body, at, editedAt, deleted }) => ({ id, author, body: body.text, at, editedAt, deleted })),
  }
}
