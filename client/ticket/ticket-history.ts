import '../history/event-line.ts'
import { css, html, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { erasuresOf } from '../erasure/erasures.ts'
import { erasedWords } from '../erasure/event-erasure.ts'
import { sameAs } from '../erasure/texts.ts'
import { words as erasureWords } from '../erasure/words.ts'
import { ticketSentence } from '../history/ticket-words.ts'
import { plain } from '../history/words.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from './button-style.ts'
import type { FollowedTicketEvent } from './conversation.ts'
import { entryOf } from './entry-of.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

const PAGE = 200

/** Events that carry words. */
const CARRIERS: ReadonlySet<string> = new Set(['ticket_created', 'ticket_edited', 'comment_added', 'comment_edited'])

/** Every event of the ticket, newest first, in words and with its exact texts. */
@customElement('sd-ticket-history')
export class TicketHistory extends TicketPart {
  @property({ attribute: false }) events: readonly FollowedTicketEvent[] = []
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
    const erasures = erasuresOf(this.on.events)
    return html`
      <p class="quiet">Each event names the hash of the one before it. Every one of them was checked in this browser. Open one to see exactly what is hashed.</p>
      <ol>${repeat(
        recent,
        ({ event }) => event.version,
        ({ event, stored }) => {
          const entry = entryOf(stored, ticketSentence(event, plain('this ticket')))
          return html`<li><sd-event-line typed .entry=${entry} .look=${look}>${erasedWords(entry, erasures, people)}${this.#menu(event)}</sd-event-line></li>`
        },
      )}</ol>
      ${older === 0 ? nothing : html`<button class="button older" @click=${this.#showOlder}>${words.showOlder(older)}</button>`}
    `
  }

  /** Kept where the words were just erased: it gives the keyboard on. */
  #menu({ type, version }: FollowedTicketEvent['event']) {
    if (!CARRIERS.has(type)) return nothing
    return this.eraseMenu(erasureWords.menuOf(version), texts => sameAs(texts, version), version)
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
