import './action-button.ts'
import './text-editor.ts'
import { css, html, nothing } from 'lit'
import { customElement, query } from 'lit/decorators.js'
import { ticketStateOf } from '../../core/ticket/machine.ts'
import { chipStyles, stateMark } from '../components/chips.ts'
import { timeMark } from '../components/time.ts'
import { textsOfPart } from '../erasure/texts.ts'
import { words as erasureWords } from '../erasure/words.ts'
import { renderPerson } from '../history/sentence.ts'
import { shared } from '../styles/shared.ts'
import type { ActionButton } from './action-button.ts'
import { buttonStyle } from './button-style.ts'
import { EditablePart } from './editable-part.ts'
import { words } from './words.ts'

/** Number, title, state, and what can be done with the whole ticket. */
@customElement('sd-ticket-heading')
export class TicketHeading extends EditablePart {
  protected override readonly field = 'title'
  @query('h1 sd-action') protected override editButton!: ActionButton | null

  static override styles = [
    shared,
    chipStyles,
    buttonStyle,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--wa-space-xs);
      }
      .top {
        display: flex;
        align-items: flex-start;
        gap: var(--wa-space-m);
      }
      h1 {
        flex: 1;
        min-width: 0;
        font-size: var(--wa-font-size-xl);
        letter-spacing: -0.01em;
        line-height: 1.25;
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        align-items: center;
        gap: var(--wa-space-2xs);
      }
      h1 .numeral {
        color: var(--wa-color-text-quiet);
        font-weight: var(--wa-font-weight-normal);
      }
      h1 sd-action {
        vertical-align: 2px;
      }
      .about {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px var(--wa-space-s);
      }
      .person {
        color: inherit;
        font-weight: var(--wa-font-weight-semibold);
      }
      sd-text-editor {
        flex: 1;
      }
      @media (max-width: 719px) {
        .top {
          flex-direction: column;
          gap: var(--wa-space-xs);
        }
      }
    `,
  ]

  solveOrReopen(): void {
    this.tryTo(this.#canTurn, this.#send)
  }

  editTitle(): void {
    this.tryTo(this.canEdit, this.edit)
  }

  override render() {
    const { snapshot } = this.on.situation
    const { number, title, author, createdAt, comments } = snapshot.context
    const state = ticketStateOf(snapshot)
    if (state === 'absent') return nothing
    const said = comments.filter(comment => !comment.deleted).length
    return html`
      <div class="top">
        ${
          this.editing
            ? html`<sd-text-editor single-line label="Title" draft=${this.draft} .current=${title.text ?? ''} .busy=${this.busy}
                .refusal=${this.refusal} @sd-save=${this.save} @sd-cancel=${this.stopEditing}></sd-text-editor>`
            : html`<h1><span class="numeral number">#${number}</span> ${title.text === null ? html`<i class="quiet">${words.erasedTitle}</i>` : html`<bdi>${title.text}</bdi>`}
                <sd-action look="bare" icon="pencil" icon-only label="Edit the title" .can=${this.canEdit} @run=${this.edit}></sd-action></h1>`
        }
        <span class="actions">${this.#solveOrReopen(state)}${this.eraseMenu(erasureWords.menu.title, texts => textsOfPart(texts, 'title'))}</span>
      </div>
      ${title.text === null && !this.editing ? html`<p class="quiet">${this.erased(title.version)}</p>` : nothing}
      <div class="about">
        ${stateMark(state)}
        <span class="quiet">opened by ${renderPerson(author, this.app.people)} ${timeMark(createdAt, Date.now())}
          · ${said === 1 ? '1 comment' : `${said} comments`}</span>
        <slot></slot>
      </div>
      ${this.refusal === null || this.editing ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}
    `
  }

  /** What changes the state: for the button and the key. */
  get #turn() {
    return ticketStateOf(this.on.situation.snapshot) === 'open'
      ? ({ type: 'solve_ticket', what: words.whatToSolve } as const)
      : ({ type: 'reopen_ticket', what: words.whatToReopen } as const)
  }

  get #canTurn() {
    const { type, what } = this.#turn
    return this.can(what, by => ({ type, payload: {}, by }))
  }

  /** One button whose words change, so that the keyboard stays on it. */
  #solveOrReopen(state: 'open' | 'solved') {
    const isOpen = state === 'open'
    return html`<sd-action look=${isOpen ? 'brand' : ''} icon=${isOpen ? 'circle-check' : 'circle-dot'} label=${isOpen ? words.solve : words.reopen}
      .can=${this.#canTurn} .busy=${this.busy} @run=${this.#send}></sd-action>`
  }

  #send = () => {
    const { type } = this.#turn
    void this.send((commands, id) => commands.ticket(id, type, {}))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-ticket-heading': TicketHeading
  }
}
