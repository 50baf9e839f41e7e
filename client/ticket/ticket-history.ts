import '../history/event-line.ts'
import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { ticketSentence } from '../history/ticket-words.ts'
import { plain } from '../history/words.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from './button-style.ts'
import type { FollowedTicketEvent } from './conversation.ts'
import { entryOf } from './entry-of.ts'
import { words } from './words.ts'

const PAGE = 200

/** Every event of the ticket, newest first, in words and with its exact texts. */
@customElement('sd-ticket-history')
export class TicketHistory extends LitElement {
  @property({ attribute: false }) events: readonly FollowedTicketEvent[] = []
  @consume({ context: appContext }) app!: App
  @state() private pages = 1

  static override styles = [
    shared,
    buttonStyle,
    css`
      :host {
        display: grid;
        gap: var(--wa-space-s);
      }
      li + li {
        border-top: var(--sd-hairline);
      }
      .older {
        justify-self: center;
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
  }

  override render() {
    const { people } = this.app
    const look = { people, ticketName: () => 'this ticket' }
    const recent = this.events.slice(-PAGE * this.pages).reverse()
    const older = this.events.length - recent.length
    return html`
      <p class="quiet">Each event names the hash of the one before it. Every one of them was checked in this browser. Open one to see exactly what is hashed.</p>
      <ol>${repeat(
        recent,
        ({ event }) => event.version,
        ({ event, stored }) =>
          html`<li><sd-event-line typed .entry=${entryOf(stored, ticketSentence(event, plain('this ticket')))} .look=${look}></sd-event-line></li>`,
      )}</ol>
      ${older === 0 ? nothing : html`<button class="button older" @click=${this.#showOlder}>${words.showOlder(older)}</button>`}
    `
  }

  #showOlder = () => {
    this.pages += 1
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-ticket-history': TicketHistory
  }
}
