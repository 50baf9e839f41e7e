import '../markdown/rich-text.ts'
import './action-button.ts'
import './text-editor.ts'
import { css, html, type PropertyValues } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { keepFocus } from '../components/focus.ts'
import { shared } from '../styles/shared.ts'
import type { ActionButton } from './action-button.ts'
import { tabDrafts } from './drafts.ts'
import type { SaveEvent } from './text-editor.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

/** The ticket's description. */
@customElement('sd-ticket-body')
export class TicketBody extends TicketPart {
  @state() private editing = false
  @query('.body > sd-action') private editButton!: ActionButton | null

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .body {
        display: flex;
        align-items: flex-start;
        gap: var(--wa-space-xs);
      }
      sd-rich-text,
      .none {
        flex: 1;
        min-width: 0;
      }
    `,
  ]

  override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated || changed.has('on'))
      this.editing ||= tabDrafts().read(this.#draft).text !== '' && this.#canEdit.kind === 'possible'
  }

  override render() {
    const { body } = this.on.situation.snapshot.context
    if (this.editing)
      return html`<sd-text-editor label="Description" draft=${this.#draft} .current=${body.text ?? ''} .busy=${this.busy}
        .refusal=${this.refusal} @sd-save=${this.#save} @sd-cancel=${this.#stop}></sd-text-editor>`
    return html`<div class="body">
      ${this.#text(body.text)}
      <sd-action look="bare" icon="pencil" icon-only label="Edit the description" .can=${this.#canEdit} @run=${this.#edit}></sd-action>
    </div>`
  }

  #text(text: string | null) {
    if (text === null) return html`<p class="none quiet"><i>${words.erasedText}</i></p>`
    return text === '' ? html`<p class="none quiet">${words.noBody}</p>` : html`<sd-rich-text .source=${text}></sd-rich-text>`
  }

  get #draft(): string {
    return `${this.on.id}.body`
  }

  get #canEdit() {
    return this.can(words.whatToEdit, by => ({
      type: 'edit_ticket',
      payload: { body: `${this.on.situation.snapshot.context.body.text}…` },
      by,
    }))
  }

  #edit = () => {
    this.refusal = null
    this.editing = true
  }

  #stop = () => {
    this.editing = false
    this.refusal = null
    void keepFocus(this, () => this.editButton)
  }

  #save = async ({ text }: SaveEvent) => {
    if (text !== this.on.situation.snapshot.context.body.text) {
      const saved = await this.send((commands, id) => commands.ticket(id, 'edit_ticket', { body: text }))
      if (!saved) return
    }
    tabDrafts().drop(this.#draft)
    this.#stop()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-ticket-body': TicketBody
  }
}
