import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { TicketEvent } from '../../core/ticket/events.ts'
import type { TicketSnapshot } from '../../core/ticket/machine.ts'
import type { ChainView } from './chain-follower.ts'

export type TicketView = ChainView<TicketSnapshot, TicketEvent>

/**
 * Follows one ticket for its host and renders it again with every change:
 *
 *     readonly #ticket = new TicketController(this, () => this.ticketId)
 *     render() { const { status, snapshot, events, checked, failure } = this.#ticket.view … }
 *
 * `id` is asked before each update of the host; with another id the other ticket is followed, with null none is.
 */
export type TicketControllerType = ReactiveController & { readonly view: TicketView }
export type TicketControllerConstructor = new (host: ReactiveControllerHost & HTMLElement, id: () => string | null) => TicketControllerType
