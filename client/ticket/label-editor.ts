import './action-button.ts'
import { css, html, nothing } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { z } from 'zod'
import { labelSchema } from '../../core/protocol/text.ts'
import { chipStyles, labelChip } from '../components/chips.ts'
import { keepFocus } from '../components/focus.ts'
import { icon } from '../components/icons.ts'
import { shared } from '../styles/shared.ts'
import type { ActionButton } from './action-button.ts'
import { buttonStyle } from './button-style.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

const labelsSchema = z.object({ items: z.array(z.object({ label: z.string() })) })

/** The ticket's labels: each can be taken away; a new one is typed, with those that are in use as suggestions. */
@customElement('sd-label-editor')
export class LabelEditor extends TicketPart {
  @state() private adding = false
  @state() private suggestions: readonly string[] = []
  @query('input') private input!: HTMLInputElement
  @query('sd-action') private addButton!: ActionButton

  static override styles = [
    shared,
    chipStyles,
    buttonStyle,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
      }
      li {
        display: inline-flex;
        align-items: center;
      }
      a {
        color: inherit;
      }
      .remove {
        display: inline-grid;
        place-items: center;
        width: 24px;
        height: 24px;
        padding: 0;
        border: 0;
        border-radius: var(--wa-border-radius-s);
        background: none;
        color: var(--wa-color-text-quiet);
        cursor: pointer;
      }
      .remove:hover {
        background: var(--sd-color-hover);
        color: var(--wa-color-text-normal);
      }
      form {
        display: flex;
        gap: 4px;
        margin-top: var(--wa-space-2xs);
      }
      .refusal {
        margin-top: var(--wa-space-xs);
      }
    `,
  ]

  /** Opens the box for a new label. */
  add(): void {
    this.tryTo(this.#canAdd, () => (this.adding ? this.input.focus() : void this.#toggle()))
  }

  get #canAdd() {
    const { labels } = this.on.situation.snapshot.context
    return this.can(words.whatToLabel, by => ({ type: 'add_label', payload: { label: unusedLabel(labels) }, by }))
  }

  override render() {
    const { labels } = this.on.situation.snapshot.context
    return html`
      <ul>
        ${labels.map(label => html`<li><a href="/?label=${label}" title="Tickets with this label">${labelChip(label)}</a>${this.#remover(label)}</li>`)}
        ${labels.length === 0 ? html`<li class="quiet">None</li>` : nothing}
        <li><sd-action look="bare" icon="plus" icon-only label="Add a label" .can=${this.#canAdd} .expanded=${this.adding} @run=${this.#toggle}></sd-action></li>
      </ul>
      ${this.adding ? this.#form(labels) : nothing}
      ${this.refusal === null ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}
    `
  }

  #remover(label: string) {
    const can = this.can(words.whatToLabel, by => ({ type: 'remove_label', payload: { label }, by }))
    if (can.kind !== 'possible') return nothing
    return html`<button class="remove" type="button" aria-label="Remove the label ${label}" title="Remove" @click=${() => this.#remove(label)}>${icon('x')}</button>`
  }

  #form(labels: readonly string[]) {
    return html`<form @submit=${this.#submit} @keydown=${this.#onKey}>
      <input class="field" list="labels" aria-label="New label" placeholder="a-z, 0-9, dash" maxlength="32" autocomplete="off">
      <datalist id="labels">${this.suggestions.filter(label => !labels.includes(label)).map(label => html`<option value=${label}></option>`)}</datalist>
      <button class="button">Add</button>
    </form>`
  }

  #toggle = async () => {
    this.adding = !this.adding
    this.refusal = null
    if (!this.adding) return
    await this.updateComplete
    this.input.focus()
    this.suggestions = await loadLabels()
  }

  #submit = async (event: Event) => {
    event.preventDefault()
    const label = this.input.value.trim().toLowerCase().replaceAll(/\s+/g, '-')
    const parsed = labelSchema.safeParse(label)
    if (!parsed.success) {
      this.refusal = `A label ${parsed.error.issues[0]?.message ?? 'is not formed like this'}.`
      return
    }
    const added = await this.send((commands, id) => commands.ticket(id, 'add_label', { label }))
    if (!added) return
    this.input.value = ''
    this.input.focus()
  }

  /** The keyboard goes on with the label that took its place, with the last, or with adding. */
  async #remove(label: string): Promise<void> {
    const at = this.on.situation.snapshot.context.labels.indexOf(label)
    await this.send((commands, id) => commands.ticket(id, 'remove_label', { label }))
    await keepFocus(this, () => {
      const removers = this.renderRoot.querySelectorAll<HTMLElement>('.remove')
      return removers[at] ?? removers[removers.length - 1] ?? this.addButton
    })
  }

  #onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    this.adding = false
    this.refusal = null
    void keepFocus(this, () => this.addButton)
  }
}

/** Suggestions are a comfort: without them a label can still be typed. */
async function loadLabels(): Promise<readonly string[]> {
  try {
    const response = await fetch('/api/labels')
    const parsed = labelsSchema.safeParse(await response.json())
    return parsed.success ? parsed.data.items.map(({ label }) => label) : []
  } catch {
    return []
  }
}

/** A label that the ticket doesn't have, to ask whether one can be added. */
function unusedLabel(labels: readonly string[]): string {
  let label = 'x'
  while (labels.includes(label)) label += 'x'
  return label
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-label-editor': LabelEditor
  }
}
