import './assign-menu.ts'
import './label-editor.ts'
import './priority-choice.ts'
import { css, html, nothing } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import type { PresenceState } from '../../core/protocol/messages.ts'
import { ticketStateOf } from '../../core/ticket/machine.ts'
import { avatar, avatarStyles } from '../components/avatar.ts'
import { exactTime, timeMark } from '../components/time.ts'
import { renderPerson } from '../history/sentence.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { type Availability, placeFor } from './actions.ts'
import { buttonStyle } from './button-style.ts'
import type { LabelEditor } from './label-editor.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

/** Everything about the ticket that isn't text: who has it, how urgent it is, who is here. */
@customElement('sd-ticket-sidebar')
export class TicketSidebar extends TicketPart {
  @property({ attribute: false }) presence: PresenceState | null = null
  @query('sd-label-editor') private labels!: LabelEditor

  static override styles = [
    shared,
    avatarStyles,
    buttonStyle,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: var(--wa-space-m);
      }
      section {
        display: grid;
        gap: var(--wa-space-2xs);
      }
      h2 {
        color: var(--wa-color-text-quiet);
        font-size: var(--wa-font-size-s);
        font-weight: var(--wa-font-weight-semibold);
      }
      .person {
        color: inherit;
        font-weight: var(--wa-font-weight-semibold);
      }
      .row {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: var(--wa-space-xs);
        min-height: 28px;
      }
      .here li {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
        min-height: 28px;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px var(--wa-space-s);
        font-size: var(--wa-font-size-s);
      }
      @media (max-width: 959px) {
        :host {
          grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
          padding-block: var(--wa-space-s);
          border-block: var(--sd-hairline);
        }
        .assignee {
          grid-column: 1 / -1;
        }
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
  }

  take(): void {
    this.tryTo(this.#canTake, this.#take)
  }

  addLabel(): void {
    this.labels.add()
  }

  override render() {
    const { createdAt, updatedAt } = this.on.situation.snapshot.context
    const now = Date.now()
    return html`
      <section class="assignee"><h2>Assignee</h2>${this.#assignee()}</section>
      <section><h2>Priority</h2><sd-priority-choice></sd-priority-choice></section>
      <section><h2>Labels</h2><sd-label-editor></sd-label-editor></section>
      ${this.#here()}
      <section><h2>Dates</h2><dl>
        <dt class="quiet">created</dt><dd title=${exactTime(createdAt)}>${timeMark(createdAt, now)}</dd>
        <dt class="quiet">updated</dt><dd title=${exactTime(updatedAt)}>${timeMark(updatedAt, now)}</dd>
      </dl></section>
    `
  }

  #assignee() {
    const { assignee } = this.on.situation.snapshot.context
    return html`
      <div class="row">${
        assignee === null
          ? html`${avatar(null, words.nobody)} <span class="quiet">${words.nobody}</span>`
          : html`${avatar(assignee, this.app.people.nameOf(assignee))} ${renderPerson(assignee, this.app.people)}`
      }</div>
      <div class="row"><sd-assign-menu></sd-assign-menu>${this.#takeOrUnassign(assignee)}</div>
      ${this.refusal === null ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}`
  }

  /** One button whose words change, so that the keyboard stays on it. */
  #takeOrUnassign(assignee: string | null) {
    const { me, snapshot } = this.on.situation
    if (assignee === null && (me === null || ticketStateOf(snapshot) !== 'open')) return nothing
    const [label, can, run] =
      assignee === null
        ? ([words.take, this.#canTake, this.#take] as const)
        : ([words.unassign, this.#canUnassign, this.#unassign] as const)
    return html`<sd-action look="bare" label=${label} .can=${can} .busy=${this.busy} @run=${run}></sd-action>`
  }

  get #canTake(): Availability {
    const { me } = this.on.situation
    const possible = this.can(words.whatToAssign, by => ({ type: 'assign_ticket', payload: { assignee: me?.id ?? '' }, by }))
    const row = me === null ? undefined : this.app.people.find(me.id)
    const limit = this.on.openTicketLimit
    return possible.kind === 'possible' && row !== undefined && limit !== null ? placeFor(row, limit) : possible
  }

  get #canUnassign(): Availability {
    return this.can(words.whatToUnassign, by => ({ type: 'unassign_ticket', payload: {}, by }))
  }

  #take = () => {
    const { me } = this.on.situation
    if (me !== null) void this.send((commands, id) => commands.ticket(id, 'assign_ticket', { assignee: me.id }))
  }

  #unassign = () => {
    void this.send((commands, id) => commands.ticket(id, 'unassign_ticket', {}))
  }

  #here() {
    if (this.presence === null) return nothing
    const { here, guests, typing } = this.presence
    if (here.length === 0 && guests === 0) return nothing
    return html`<section class="here"><h2>Here now</h2><ul>
      ${here.map(({ id, displayName }) => html`<li>${avatar(id, displayName)} ${displayName}${typing.includes(id) ? html` <span class="quiet">typing…</span>` : nothing}</li>`)}
      ${guests === 0 ? nothing : html`<li class="quiet">${guests === 1 ? '1 guest' : `${guests} guests`}</li>`}
    </ul></section>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-ticket-sidebar': TicketSidebar
  }
}
