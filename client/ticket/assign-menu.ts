import './action-button.ts'
import { css, html, nothing } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import type { PersonRow } from '../../core/user/row.ts'
import { avatar, avatarStyles } from '../components/avatar.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import type { ActionButton } from './action-button.ts'
import { type Availability, placeFor } from './actions.ts'
import { buttonStyle } from './button-style.ts'
import { placeBeside } from './place.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

const MOST_SHOWN = 50

/** Chooses who gets the ticket. Shows how many open tickets each person has, and refuses in a sentence where there is no place. */
@customElement('sd-assign-menu')
export class AssignMenu extends TicketPart {
  @state() private open = false
  @state() private search = ''
  @state() private active = 0
  @query('.panel') private panel!: HTMLElement
  @query('input') private input!: HTMLInputElement
  @query('sd-action') private trigger!: ActionButton

  static override styles = [
    shared,
    avatarStyles,
    buttonStyle,
    css`
      .panel {
        position: fixed;
        inset: auto;
        width: min(20rem, calc(100vw - 16px));
        margin: 0;
        padding: var(--wa-space-xs);
        border: var(--sd-hairline);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-surface-raised);
        color: inherit;
        box-shadow: var(--wa-shadow-m);
      }
      [role='listbox'] {
        max-height: 18rem;
        margin-top: var(--wa-space-xs);
        overflow-y: auto;
      }
      [role='option'] {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
        min-height: 36px;
        padding: 2px var(--wa-space-xs);
        border-radius: var(--wa-border-radius-s);
        cursor: pointer;
      }
      [role='option'].active {
        background: var(--wa-color-brand-fill-quiet);
      }
      [role='option'][aria-disabled='true'] {
        color: var(--wa-color-text-quiet);
        cursor: help;
      }
      .name {
        flex: 1;
        min-width: 0;
      }
      .full {
        color: var(--wa-color-warning-on-quiet);
      }
      .refusal {
        margin-top: var(--wa-space-xs);
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
  }

  override render() {
    const can = this.can(words.whatToAssign, by => ({ type: 'assign_ticket', payload: { assignee: NOBODY_YET }, by }))
    return html`
      <sd-action icon="user-plus" label=${words.assign} .can=${can} .expanded=${this.open} @run=${this.#toggle}></sd-action>
      <div class="panel" popover @toggle=${this.#onToggle}>${this.open ? this.#content() : nothing}</div>
    `
  }

  #content() {
    const people = this.#found()
    return html`
      <input class="field" role="combobox" aria-label="Find a person" placeholder="Find a person" autocomplete="off" aria-expanded="true" aria-controls="people"
        aria-activedescendant=${people.length === 0 ? nothing : `person-${this.active}`} .value=${this.search} @input=${this.#onInput} @keydown=${this.#onKey}>
      <div role="listbox" id="people" aria-label="People">
        ${people.map((person, at) => this.#option(person, at))}
        ${people.length === 0 ? html`<p class="quiet">Nobody has this name.</p>` : nothing}
      </div>
      ${this.refusal === null ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}
    `
  }

  #option(person: PersonRow, at: number) {
    const name = person.displayName ?? person.name ?? words.nobody
    const can = this.#canTake(person)
    const limit = this.on.openTicketLimit
    const isMe = person.id === this.on.situation.me?.id
    const places = limit === null ? String(person.places.length) : `${person.places.length} of ${limit}`
    return html`<div role="option" id="person-${at}" class=${at === this.active ? 'active' : ''} aria-selected=${at === this.active}
      aria-disabled=${can.kind !== 'possible'} title=${can.kind === 'possible' ? nothing : can.why}
      @click=${() => this.#choose(person)} @pointermove=${() => this.#point(at)}>
      ${avatar(person.id, name)}
      <span class="name truncate">${name}${isMe ? ' (you)' : ''} <span class="quiet">@${person.name ?? ''}</span></span>
      <span class="number ${can.kind === 'possible' ? 'quiet' : 'full'}" aria-label="${places} open tickets">${places}</span>
    </div>`
  }

  /** Me first, then those with a place, by name. */
  #found(): readonly PersonRow[] {
    const { assignee } = this.on.situation.snapshot.context
    const me = this.on.situation.me?.id
    const words = this.search.trim().toLowerCase()
    return [...this.app.people.rows.value.values()]
      .filter(
        person =>
          person.state === 'active' && person.id !== assignee && `${person.displayName} @${person.name}`.toLowerCase().includes(words),
      )
      .sort((a, b) => Number(b.id === me) - Number(a.id === me) || (a.displayName ?? '').localeCompare(b.displayName ?? ''))
      .slice(0, MOST_SHOWN)
  }

  #canTake(person: PersonRow): Availability {
    const can = this.can(words.whatToAssign, by => ({ type: 'assign_ticket', payload: { assignee: person.id }, by }))
    const limit = this.on.openTicketLimit
    return can.kind !== 'possible' || limit === null ? can : placeFor(person, limit)
  }

  #choose = async (person: PersonRow) => {
    const can = this.#canTake(person)
    if (can.kind !== 'possible') {
      this.refusal = can.why
      return
    }
    const assigned = await this.send((commands, id) => commands.ticket(id, 'assign_ticket', { assignee: person.id }))
    if (assigned) this.panel.hidePopover()
  }

  #toggle = async () => {
    if (this.open) return this.panel.hidePopover()
    this.search = ''
    this.refusal = null
    this.active = 0
    this.open = true
    await this.updateComplete
    this.panel.showPopover()
    placeBeside(this.panel, this.trigger)
    this.input.focus()
  }

  #onToggle = (event: ToggleEvent) => {
    if (event.newState !== 'closed' || !this.open) return
    this.open = false
    this.trigger.focus()
  }

  #point(at: number): void {
    this.active = at
  }

  #onInput = () => {
    this.search = this.input.value
    this.active = 0
    this.refusal = null
  }

  #onKey = (event: KeyboardEvent) => {
    const people = this.#found()
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) this.active = (this.active + step + people.length) % Math.max(1, people.length)
    else if (event.key === 'Enter') {
      const person = people[this.active]
      if (person !== undefined) void this.#choose(person)
    } else return
    event.preventDefault()
    void this.updateComplete.then(() => this.renderRoot.querySelector('.active')?.scrollIntoView({ block: 'nearest' }))
  }
}

/** Whether the ticket can be assigned at all is asked with somebody who has it surely not. */
const NOBODY_YET = '00000000-0000-4000-8000-000000000000'

declare global {
  interface HTMLElementTagNameMap {
    'sd-assign-menu': AssignMenu
  }
}
