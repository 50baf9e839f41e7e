import { getInitialSnapshot, transition } from 'xstate'
import { domainEvent } from '../../core/aggregate/read.ts'
import { type TicketEvent, ticketEvents } from '../../core/ticket/events.ts'
import { type TicketSnapshot, ticketMachine } from '../../core/ticket/machine.ts'
import type { App } from './app.ts'
import { ChainFollower, type ChainKind, type ChainView } from './chain-follower.ts'
import { FollowController } from './follow-controller.ts'

export type TicketView = ChainView<TicketSnapshot, TicketEvent>

/** A ticket's chain, applied by the ticket's machine. */
export const ticketKind: ChainKind<TicketSnapshot, TicketEvent> = {
  type: 'ticket',
  empty: getInitialSnapshot(ticketMachine),
  read: stored => domainEvent(ticketEvents, stored),
  apply: (snapshot, event) => transition(ticketMachine, snapshot, event)[0],
  erases: event => (event.type === 'content_erased' ? event.facts.version : null),
}

const nothingYet: TicketView = {
  status: { kind: 'loading' },
  snapshot: ticketKind.empty,
  events: [],
  checked: { version: 0, hash: '' },
  failure: null,
}

/**
 * Follows one ticket for its host and renders it again with every change:
 *
 *     readonly #ticket = new TicketController(this, () => this.ticketId)
 *     render() { const { status, snapshot, events, checked, failure } = this.#ticket.view … }
 */
export class TicketController extends FollowController<string, TicketView, ChainFollower<TicketSnapshot, TicketEvent>> {
  get view(): TicketView {
    return this.followed?.view.value ?? nothingYet
  }

  protected override name(id: string): string {
    return id
  }

  protected override follow({ connection, witness }: App, id: string): ChainFollower<TicketSnapshot, TicketEvent> {
    return new ChainFollower(connection, ticketKind, id, witness)
  }
}
