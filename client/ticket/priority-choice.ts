import './action-button.ts'
import { css, html, nothing } from 'lit'
import { customElement } from 'lit/decorators.js'
import { PRIORITIES } from '../../core/ticket/commands.ts'
import { chipStyles, priorityMark } from '../components/chips.ts'
import { shared } from '../styles/shared.ts'
import { words as appWords } from '../words.ts'
import { buttonStyle } from './button-style.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

/** The priority, and a choice of another where the rulebook allows one. */
@customElement('sd-priority-choice')
export class PriorityChoice extends TicketPart {
  static override styles = [
    shared,
    chipStyles,
    buttonStyle,
    css`
      .field {
        min-height: 32px;
        padding-block: 2px;
      }
      .row {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
        min-height: 28px;
      }
      .refusal {
        margin-top: var(--wa-space-xs);
      }
    `,
  ]

  override render() {
    const { priority } = this.on.situation.snapshot.context
    const other = priority === 'high' ? 'low' : 'high'
    const can = this.can(words.whatToPrioritise, by => ({ type: 'set_priority', payload: { priority: other }, by }))
    if (can.kind !== 'possible')
      return html`<div class="row">${priorityMark(priority)}
        <sd-action look="bare" icon="pencil" icon-only label="Change the priority" .can=${can}></sd-action></div>`
    return html`<select class="field" aria-label="Priority" .value=${priority} @change=${this.#choose}>
        ${[...PRIORITIES].reverse().map(value => html`<option value=${value} ?selected=${value === priority}>${appWords.priority[value]}</option>`)}
      </select>
      ${this.refusal === null ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}`
  }

  #choose = async ({ target }: Event) => {
    if (!(target instanceof HTMLSelectElement)) return
    const chosen = PRIORITIES.find(priority => priority === target.value)
    if (chosen === undefined) return
    const set = await this.send((commands, id) => commands.ticket(id, 'set_priority', { priority: chosen }))
    if (!set) target.value = this.on.situation.snapshot.context.priority
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-priority-choice': PriorityChoice
  }
}
