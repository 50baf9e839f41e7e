import { ticketSentence } from '../history/ticket-words.ts'
import { plain, plainText } from '../history/words.ts'
import type { App } from '../state/app.ts'
import type { TicketView } from '../state/ticket-controller.ts'

/** Says to those who listen what others do while a ticket is open; what was there before isn't news. */
export class TicketNews {
  #told = 0

  /** Another ticket, or the same one anew. */
  begin(): void {
    this.#told = 0
  }

  /** To be called with every view of the ticket, once all of it is there. */
  tell({ checked, events }: TicketView, { people, live, session }: App): void {
    const before = this.#told
    this.#told = checked.version
    if (before === 0) return
    const names = { person: (id: string) => people.nameOf(id), ticket: () => 'the ticket' }
    for (const { event } of events.slice(before))
      if (event.actor.id !== session.me.value?.id) live.say(plainText(ticketSentence(event, plain('this ticket')), names))
  }
}
