import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { icon } from '../components/icons.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { words as appWords } from '../words.ts'
import type { ErasedFrom } from './erase-dialog.ts'
import type { WrittenText } from './texts.ts'
import { words } from './words.ts'

/**
 * The menu of a text, with *Erase for good…* in it. Only administrators see it, and only while there is something to erase.
 * Menu and dialog are loaded when they are first opened.
 */
@customElement('sd-erase-menu')
export class EraseMenu extends LitElement {
  @property({ attribute: false }) from!: ErasedFrom
  /** The text, and its other wordings. */
  @property({ attribute: false }) texts: readonly WrittenText[] = []
  /** The version that is chosen to begin with; null for all of them. */
  @property({ attribute: false }) only: number | null = null
  @property() label = ''
  /** A button that says what it does, instead of a menu. */
  @property() button = ''
  @consume({ context: appContext }) app!: App
  @state() private menu = false
  /** What the dialog was opened with. */
  @state() private asked: { readonly texts: readonly WrittenText[]; readonly chosen: ReadonlySet<number> } | null = null
  @state() private isDone = false
  @query('.trigger') private trigger!: HTMLButtonElement | null
  @query('.done') private done!: HTMLElement | null

  static override styles = [
    shared,
    buttonStyle,
    css`
      :host {
        display: inline-flex;
        font-size: var(--wa-font-size-m);
        font-weight: var(--wa-font-weight-normal);
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.session.me)
  }

  /** Where there is nothing to show it takes no place either, nor the gap before it. */
  override willUpdate(): void {
    this.hidden = !this.#isAdministrator || (this.texts.length === 0 && this.asked === null && !this.isDone)
  }

  get #isAdministrator(): boolean {
    return this.app.session.me.value?.role === 'admin'
  }

  override render() {
    if (!this.#isAdministrator) return nothing
    return html`
      ${this.texts.length === 0 ? this.#nothingLeft() : this.#opener()}
      ${
        this.asked === null
          ? nothing
          : html`<sd-erase-dialog .from=${this.from} .texts=${this.asked.texts} .chosen=${this.asked.chosen} @sd-done=${this.#onDone} @sd-close=${this.#closed}></sd-erase-dialog>`
      }`
  }

  /** Takes the keyboard's place of the button that is gone. */
  #nothingLeft() {
    return this.isDone ? html`<span class="done visually-hidden" tabindex="-1">${words.erased}</span>` : nothing
  }

  #opener() {
    if (this.button !== '')
      return html`<button class="trigger button" type="button" aria-haspopup="dialog" @click=${this.#ask}>${icon('eraser')}${this.button}</button>`
    if (!this.menu) return this.#trigger('', () => void this.#openMenu())
    return html`<wa-dropdown open placement="bottom-end" @wa-select=${this.#ask}>
      ${this.#trigger('trigger', () => {})}
      <wa-dropdown-item value="erase" variant="danger">${icon('eraser', 'icon')}${words.erase}</wa-dropdown-item>
    </wa-dropdown>`
  }

  #trigger(slot: string, open: () => void) {
    return html`<button class="trigger button bare icon" slot=${slot} type="button" aria-haspopup="menu" aria-label=${this.label} title=${this.label} @click=${open}>${icon('ellipsis')}</button>`
  }

  async #openMenu(): Promise<void> {
    try {
      await import('../shell/menu-parts.ts')
      this.menu = true
    } catch {
      this.app.notices.show('warning', appWords.sheetFailed)
    }
  }

  #ask = async () => {
    try {
      await import('./erase-dialog.ts')
      const versions = this.texts.map(({ version }) => version)
      this.asked = { texts: this.texts, chosen: new Set(versions.filter(version => this.only === null || version === this.only)) }
    } catch {
      this.app.notices.show('warning', appWords.sheetFailed)
    }
  }

  #onDone = () => {
    this.isDone = true
  }

  #closed = async () => {
    this.asked = null
    this.menu = false
    await this.updateComplete
    const target = this.trigger ?? this.done
    target?.focus()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-erase-menu': EraseMenu
  }
}
