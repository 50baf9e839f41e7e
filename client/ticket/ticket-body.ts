import '../markdown/rich-text.ts'
import './action-button.ts'
import './text-editor.ts'
import { css, html } from 'lit'
import { customElement, query } from 'lit/decorators.js'
import type { VersionedText } from '../../core/aggregate/texts.ts'
import { textsOfPart } from '../erasure/texts.ts'
import { words as erasureWords } from '../erasure/words.ts'
import { shared } from '../styles/shared.ts'
import type { ActionButton } from './action-button.ts'
import { EditablePart } from './editable-part.ts'
import { words } from './words.ts'

/** The ticket's description. */
@customElement('sd-ticket-body')
export class TicketBody extends EditablePart {
  protected override readonly field = 'body'
  @query('.body > sd-action') protected override editButton!: ActionButton | null

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

  override render() {
    const { body } = this.on.situation.snapshot.context
    if (this.editing)
      return html`<sd-text-editor label="Description" draft=${this.draft} .current=${body.text ?? ''} .busy=${this.busy}
        .refusal=${this.refusal} @sd-save=${this.save} @sd-cancel=${this.stopEditing}></sd-text-editor>`
    return html`<div class="body">
      ${this.#text(body)}
      <sd-action look="bare" icon="pencil" icon-only label="Edit the description" .can=${this.canEdit} @run=${this.edit}></sd-action>
      ${this.eraseMenu(erasureWords.menu.body, texts => textsOfPart(texts, 'body'))}
    </div>`
  }

  #text({ text, version }: VersionedText) {
    if (text === null) return html`<p class="none quiet">${this.erased(version)}</p>`
    return text === '' ? html`<p class="none quiet">${words.noBody}</p>` : html`<sd-rich-text .source=${text}></sd-rich-text>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-ticket-body': TicketBody
  }
}
