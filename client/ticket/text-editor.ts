import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from './button-style.ts'
import { tabDrafts } from './drafts.ts'
import { words } from './words.ts'

/** What somebody wants to save: `event.text`. */
export class SaveEvent extends Event {
  static readonly type = 'sd-save'
  readonly text: string

  constructor(text: string) {
    super(SaveEvent.type)
    this.text = text
  }
}

/**
 * A text being edited, kept as a draft until it is saved or given up. Ctrl+Enter (in one line: Enter) saves, Escape gives up an unchanged
 * text only: what was typed isn't lost by a key.
 *
 * @fires sd-save
 * @fires sd-cancel
 */
@customElement('sd-text-editor')
export class TextEditor extends LitElement {
  /** Name of the draft. */
  @property() draft = ''
  @property() label = ''
  /** The text as it is recorded now. */
  @property() current = ''
  @property({ type: Boolean, attribute: 'single-line' }) singleLine = false
  @property({ type: Boolean }) busy = false
  @property() refusal: string | null = null
  @state() private text = ''
  @query('.field') private field!: HTMLInputElement | HTMLTextAreaElement
  readonly #drafts = tabDrafts()
  #begunFrom = ''

  static override styles = [
    shared,
    buttonStyle,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--wa-space-xs);
      }
      .buttons {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
      }
      input.field {
        font-size: var(--wa-font-size-l);
        font-weight: var(--wa-font-weight-semibold);
      }
      .notice {
        color: var(--wa-color-warning-on-quiet);
        font-size: var(--wa-font-size-s);
      }
    `,
  ]

  override connectedCallback(): void {
    super.connectedCallback()
    this.#begunFrom = this.current
    this.text = this.#drafts.read(this.draft).text || this.current
  }

  override firstUpdated(): void {
    this.field.focus()
    this.field.setSelectionRange(this.text.length, this.text.length)
  }

  override render() {
    return html`<form @submit=${this.#submit} @keydown=${this.#onKey}>
      ${
        this.singleLine
          ? html`<input class="field" dir="auto" maxlength="200" aria-label=${this.label} .value=${this.text} @input=${this.#onInput}>`
          : html`<textarea class="field" dir="auto" aria-label=${this.label} .value=${this.text} @input=${this.#onInput}></textarea>`
      }
      ${this.current === this.#begunFrom ? nothing : html`<p class="notice" role="status">${words.changedMeanwhile}</p>`}
      ${this.refusal === null ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}
      <div class="buttons">
        <button class="button brand" aria-disabled=${this.busy}>${words.save}</button>
        <button class="button" type="button" @click=${this.#cancel}>${words.cancel}</button>
      </div>
    </form>`
  }

  #onInput = () => {
    this.text = this.field.value
    this.#drafts.write(this.draft, { text: this.text === this.current ? '' : this.text, sentAs: null })
  }

  #submit = (event: Event) => {
    event.preventDefault()
    if (!this.busy) this.dispatchEvent(new SaveEvent(this.text))
  }

  #cancel = () => {
    this.#drafts.drop(this.draft)
    this.dispatchEvent(new Event('sd-cancel'))
  }

  #onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#submit(event)
    if (event.key === 'Escape' && this.text === this.current) this.#cancel()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-text-editor': TextEditor
  }
}
