import type { TicketView } from '../state/ticket-controller.ts'

/** Finds out when the server knows, and knows again, that this page follows a ticket: only then it takes from it who is there. */
export class Arrival {
  #hasArrived = false
  /** What was shown when the connection went away: only a newer answer tells that the server is back. */
  #lost: TicketView | null = null

  /** To be called with every update; true at the moment of the arrival. `isThere`: the ticket is found, and its view live. */
  look(view: TicketView, isOnline: boolean, isThere: boolean): boolean {
    if (!isOnline) this.#lost = view
    if (!isOnline || !isThere) {
      this.#hasArrived = false
      return false
    }
    const arrives = !this.#hasArrived && view !== this.#lost
    this.#hasArrived ||= arrives
    return arrives
  }
}
