import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { PRIORITIES } from '../../core/ticket/commands.ts'
import { SORTS, type TicketFilter } from '../../core/ticket/filter.ts'
import { icon } from '../components/icons.ts'
import type { PickEvent, PickerOption } from '../components/picker.ts'
import '../components/picker.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'
import { isNarrow, withChange } from './filter-address.ts'
import { fetchLabels, type UsedLabel } from './labels.ts'

/** The person wants another filter: `event.filter`. `typing` while the search is being typed. */
export class FilterEvent extends Event {
  static readonly type = 'sd-filter'
  readonly filter: TicketFilter
  readonly typing: boolean

  constructor(filter: TicketFilter, typing = false) {
    super(FilterEvent.type)
    this.filter = filter
    this.typing = typing
  }
}

const TYPING_MS = 250

/**
 * Search, assignee, priority, label and order of a list.
 *
 * @fires sd-filter
 */
@customElement('sd-filter-bar')
export class FilterBar extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
        min-width: 0;
      }
      .search {
        position: relative;
        flex: 0 1 18rem;
        min-width: 9rem;
      }
      .search .icon {
        position: absolute;
        top: 0.5rem;
        left: var(--wa-space-xs);
        color: var(--wa-color-text-quiet);
        pointer-events: none;
      }
      input {
        width: 100%;
        height: 2rem;
        padding: 0 var(--wa-space-xs) 0 1.9rem;
        border: 1px solid var(--wa-color-neutral-border-normal);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-surface-default);
        color: inherit;
        font: inherit;
      }
      input::placeholder {
        color: var(--wa-color-text-quiet);
        opacity: 1;
      }
      input:focus-visible {
        border-radius: var(--wa-border-radius-m);
      }
      .clear {
        height: 2rem;
        padding: 0 var(--wa-space-xs);
        border: 0;
        border-radius: var(--wa-border-radius-m);
        background: none;
        color: var(--wa-color-text-link);
        font: inherit;
        white-space: nowrap;
        cursor: pointer;
      }
      .clear:hover {
        text-decoration: underline;
      }
      .space {
        flex: 1;
      }
      @media (max-width: 719px) {
        :host {
          overflow-x: auto;
          scrollbar-width: none;
          margin-inline: calc(-1 * var(--sd-gutter));
          padding: 2px var(--sd-gutter);
        }
        :host > * {
          flex: none;
        }
        .search {
          flex: none;
          width: 11rem;
        }
        .space {
          display: none;
        }
      }
    `,
  ]

  @property({ attribute: false }) filter: TicketFilter = { sort: 'updated' }
  /** Without the order, where the page has its own. */
  @property({ type: Boolean, attribute: 'without-sort' }) withoutSort = false
  @consume({ context: appContext }) app!: App
  @state() private labels: readonly UsedLabel[] = []
  @query('input') private field!: HTMLInputElement
  #typing: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
    new Watch(this, () => this.app.session.me)
  }

  focusSearch(): void {
    this.field.focus()
    this.field.select()
  }

  protected override updated(): void {
    const { text = '' } = this.filter
    // The address may change under the field (back, a link), but never under somebody who types in it.
    if (this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement !== this.field) this.field.value = text
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#typing)
  }

  override render() {
    const { assignee = '', priority = '', label = '', sort } = this.filter
    return html`
      <div class="search" role="search">
        ${icon('search')}
        <input type="search" aria-label=${words.list.search} placeholder=${words.list.search} maxlength="200" @input=${this.#onInput} @change=${this.#onChange} @keydown=${this.#onKey} />
      </div>
      <sd-picker label=${words.list.assignee} .value=${assignee} .options=${this.#people()} @sd-pick=${(event: PickEvent) => this.#change('assignee', event.value)}></sd-picker>
      <sd-picker label=${words.list.priority} .value=${priority} .options=${PRIORITY_OPTIONS} @sd-pick=${(event: PickEvent) => this.#change('priority', event.value)}></sd-picker>
      <sd-picker
        label=${words.list.label}
        .value=${label}
        .options=${this.#labelOptions(label)}
        @sd-open=${this.#loadLabels}
        @sd-pick=${(event: PickEvent) => this.#change('label', event.value)}
      ></sd-picker>
      ${isNarrow(this.filter) ? html`<button class="clear" type="button" @click=${this.#clear}>${words.list.clear}</button>` : nothing}
      <span class="space"></span>
      ${
        this.withoutSort
          ? nothing
          : html`<sd-picker
              label=${words.list.sort}
              .value=${sort}
              default="updated"
              .options=${SORT_OPTIONS}
              @sd-pick=${(event: PickEvent) => this.#change('sort', event.value)}
            ></sd-picker>`
      }
    `
  }

  #people(): readonly PickerOption[] {
    const me = this.app.session.me.value
    const others = [...this.app.people.rows.value.values()]
      .filter(({ id, state }) => id !== me?.id && state === 'active')
      .map(({ id, name }) => ({ value: id, text: this.app.people.nameOf(id), ...(name === null ? {} : { hint: `@${name}` }) }))
      .sort((a, b) => a.text.localeCompare(b.text))
    const mine = me === null ? [] : [{ value: me.id, text: words.list.mine, hint: `@${me.name}` }]
    return [{ value: '', text: words.list.anyAssignee }, { value: 'none', text: words.list.unassigned }, ...mine, ...others]
  }

  #labelOptions(chosen: string): readonly PickerOption[] {
    const known = this.labels.map(({ label, tickets }) => ({ value: label, text: label, hint: String(tickets) }))
    const missing = chosen === '' || this.labels.some(({ label }) => label === chosen) ? [] : [{ value: chosen, text: chosen }]
    return [{ value: '', text: words.list.anyLabel }, ...missing, ...known]
  }

  async #loadLabels(): Promise<void> {
    this.labels = await fetchLabels(fetch)
  }

  #change(key: keyof TicketFilter, value: string): void {
    this.dispatchEvent(new FilterEvent(withChange(this.filter, key, value === '' ? undefined : value)))
  }

  #clear(): void {
    const { state, sort } = this.filter
    this.field.value = ''
    this.dispatchEvent(new FilterEvent(state === undefined ? { sort } : { state, sort }))
  }

  #onInput(): void {
    clearTimeout(this.#typing)
    this.#typing = setTimeout(() => this.#search(true), TYPING_MS)
  }

  /** The field is left: what was typed counts before whatever was clicked does. */
  #onChange(): void {
    this.#search(true)
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.#search(false)
    if (event.key === 'Escape') {
      this.field.value = ''
      this.#search(false)
      this.field.blur()
    }
  }

  #search(typing: boolean): void {
    clearTimeout(this.#typing)
    const text = this.field.value.trim()
    if (text === (this.filter.text ?? '')) return
    this.dispatchEvent(new FilterEvent(withChange(this.filter, 'text', text === '' ? undefined : text), typing))
  }
}

const PRIORITY_OPTIONS: readonly PickerOption[] = [
  { value: '', text: words.list.anyPriority },
  ...[...PRIORITIES].reverse().map(value => ({ value, text: words.priority[value] })),
]
const SORT_OPTIONS: readonly PickerOption[] = SORTS.map(value => ({ value, text: words.list.sorts[value] }))
