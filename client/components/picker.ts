import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { shared } from '../styles/shared.ts'
import { icon } from './icons.ts'

export type PickerOption = { readonly value: string; readonly text: string; readonly hint?: string }

/** The person has chosen: `event.value`. */
export class PickEvent extends Event {
  static readonly type = 'sd-pick'
  readonly value: string

  constructor(value: string) {
    super(PickEvent.type, { bubbles: true, composed: true })
    this.value = value
  }
}

/** More would be slow to show and no help to find. */
const MOST_SHOWN = 60
const SEARCH_FROM = 8

let lastId = 0

/**
 * A button that opens a list to choose from, with a field to search where there is much: filters, assignees, labels.
 *
 * @fires sd-pick - chosen; `event.value`
 * @fires sd-open - opened: the moment to load options
 * @slot - what the button shows instead of label and choice
 */
@customElement('sd-picker')
export class Picker extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: inline-block;
        min-width: 0;
      }
      button.trigger {
        display: inline-flex;
        align-items: center;
        gap: var(--wa-space-2xs);
        max-width: 100%;
        height: 2rem;
        padding: 0 var(--wa-space-xs) 0 var(--wa-space-s);
        border: 1px solid var(--wa-color-neutral-border-normal);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-surface-default);
        color: var(--wa-color-text-normal);
        font: inherit;
        cursor: pointer;
        white-space: nowrap;
      }
      button.trigger:hover {
        background: var(--sd-color-hover);
      }
      button.trigger.chosen {
        border-color: var(--wa-color-brand-border-normal);
        background: var(--sd-color-selected);
      }
      button.trigger:disabled {
        cursor: not-allowed;
        opacity: 0.6;
      }
      .name {
        color: var(--wa-color-text-quiet);
      }
      .panel {
        width: max-content;
        min-width: 14rem;
        max-width: min(22rem, calc(100vw - 2rem));
        border: var(--sd-hairline);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-surface-raised);
        box-shadow: var(--wa-shadow-l);
        overflow: hidden;
      }
      input {
        display: block;
        width: 100%;
        height: 2.25rem;
        padding: 0 var(--wa-space-s);
        border: 0;
        border-bottom: var(--sd-hairline);
        background: transparent;
        color: inherit;
        font: inherit;
      }
      input:focus {
        outline: none;
        border-bottom-color: var(--wa-color-brand-border-loud);
      }
      [role='listbox'] {
        max-height: 20rem;
        overflow: auto;
        padding: var(--wa-space-2xs);
      }
      [role='listbox']:focus-visible {
        outline: none;
      }
      [role='option'] {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
        min-height: 2rem;
        padding: 0 var(--wa-space-xs);
        border-radius: var(--wa-border-radius-s);
        cursor: pointer;
      }
      [role='option'] .icon {
        visibility: hidden;
      }
      [role='option'][aria-selected='true'] .icon {
        visibility: visible;
      }
      [role='option'].active {
        background: var(--wa-color-brand-fill-quiet);
        color: var(--wa-color-brand-on-normal);
      }
      .none {
        padding: var(--wa-space-s);
        color: var(--wa-color-text-quiet);
      }
    `,
  ]

  /** What is chosen here; also the name for screen readers. */
  @property() label = ''
  @property() value = ''
  /** The value that counts as nothing chosen: the button then looks quiet. */
  @property() default = ''
  @property({ attribute: false }) options: readonly PickerOption[] = []
  @property({ type: Boolean }) disabled = false

  @state() private open = false
  @state() private search = ''
  @state() private active = 0

  @query('.trigger') private trigger!: HTMLButtonElement
  @query('input, [role="listbox"]') private field!: HTMLElement

  readonly #id = `picker-${++lastId}`

  override render() {
    const chosen = this.options.find(({ value }) => value === this.value)
    return html`
      <button
        class="trigger ${this.value === this.default ? '' : 'chosen'}"
        type="button"
        aria-haspopup="listbox"
        aria-expanded=${this.open}
        aria-label="${this.label}: ${chosen?.text ?? this.value}"
        ?disabled=${this.disabled}
        @click=${() => (this.open ? this.#close() : this.#show())}
        @keydown=${this.#onTriggerKey}
      >
        <slot><span class="name">${this.label}</span> <span class="truncate">${this.value === this.default ? nothing : (chosen?.text ?? this.value)}</span></slot>
        ${icon('chevron-down')}
      </button>
      ${this.open ? this.#panel() : nothing}
    `
  }

  #panel() {
    const shown = this.#shown()
    const searchable = this.options.length >= SEARCH_FROM
    const activeId = shown.length > 0 ? `${this.#id}-${this.active}` : ''
    return html`<wa-popup active placement="bottom-start" distance="4" flip shift shift-padding="8" .anchor=${this.trigger}>
      <div class="panel" @keydown=${this.#onKey} @focusout=${this.#onFocusOut}>
        ${
          searchable
            ? html`<input
                role="combobox"
                type="text"
                autocomplete="off"
                spellcheck="false"
                aria-label=${this.label}
                aria-controls=${this.#id}
                aria-expanded="true"
                aria-activedescendant=${activeId}
                placeholder=${this.label}
                .value=${this.search}
                @input=${this.#onInput}
              />`
            : nothing
        }
        <div role="listbox" id=${this.#id} aria-label=${this.label} tabindex=${searchable ? -1 : 0} aria-activedescendant=${activeId}>
          ${shown.map(
            (option, index) => html`<div
              role="option"
              id="${this.#id}-${index}"
              class=${index === this.active ? 'active' : ''}
              aria-selected=${option.value === this.value}
              @click=${() => this.#pick(option)}
              @pointermove=${() => {
                this.active = index
              }}
            >
              ${icon('check')}<span class="truncate">${option.text}</span>
              ${option.hint === undefined ? nothing : html`<span class="quiet truncate">${option.hint}</span>`}
            </div>`,
          )}
          ${shown.length === 0 ? html`<div class="none">–</div>` : nothing}
        </div>
      </div>
    </wa-popup>`
  }

  #shown(): readonly PickerOption[] {
    const words = this.search.trim().toLowerCase()
    const found =
      words === '' ? this.options : this.options.filter(({ text, hint }) => `${text} ${hint ?? ''}`.toLowerCase().includes(words))
    return found.slice(0, MOST_SHOWN)
  }

  async #show(): Promise<void> {
    this.search = ''
    this.open = true
    this.dispatchEvent(new Event('sd-open'))
    this.active = Math.max(
      0,
      this.#shown().findIndex(({ value }) => value === this.value),
    )
    // Loaded with the first list that is opened: no page needs it to begin with.
    await import('@awesome.me/webawesome/dist/components/popup/popup.js')
    await this.updateComplete
    // The popup shows its content a moment after it is rendered; what isn't shown takes no focus.
    requestAnimationFrame(() => this.field?.focus())
  }

  #close(): void {
    this.open = false
  }

  #pick(option: PickerOption): void {
    this.#close()
    this.trigger.focus()
    this.dispatchEvent(new PickEvent(option.value))
  }

  #onInput(event: InputEvent): void {
    if (event.target instanceof HTMLInputElement) this.search = event.target.value
    this.active = 0
  }

  #onTriggerKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' || this.open) return
    event.preventDefault()
    void this.#show()
  }

  #onKey(event: KeyboardEvent): void {
    const shown = this.#shown()
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step !== undefined) this.active = (this.active + step + shown.length) % Math.max(1, shown.length)
    else if (event.key === 'Enter') {
      const option = shown[this.active]
      if (option !== undefined) this.#pick(option)
    } else if (event.key === 'Escape') {
      this.#close()
      this.trigger.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
    void this.updateComplete.then(() => this.renderRoot.querySelector('.active')?.scrollIntoView({ block: 'nearest' }))
  }

  #onFocusOut(event: FocusEvent): void {
    if (event.relatedTarget instanceof Node && this.renderRoot.contains(event.relatedTarget)) return
    this.#close()
  }
}
