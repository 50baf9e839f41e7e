import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { type IconName, icon } from '../components/icons.ts'
import { type App, appContext } from '../state/app.ts'
import { shared } from '../styles/shared.ts'
import type { Availability } from './actions.ts'
import { buttonStyle } from './button-style.ts'
import { placeBeside } from './place.ts'

/**
 * A button for something that may not be possible now. Then it stays in the tab order, and says why: to the pointer, to the
 * keyboard, to a screen reader. For a guest it opens the sign-in.
 *
 * @fires run - pressed, and possible
 */
@customElement('sd-action')
export class ActionButton extends LitElement {
  @property({ attribute: false }) can: Availability = { kind: 'possible' }
  @property() label = ''
  @property() icon: IconName | '' = ''
  /** `brand`, `danger`, `bare` (no border), or plain. */
  @property() look = ''
  /** Only the icon is seen; the label is its name. */
  @property({ type: Boolean, attribute: 'icon-only' }) iconOnly = false
  @property({ type: Boolean }) busy = false
  /** For buttons that open something: whether it is open. */
  @property({ attribute: false }) expanded: boolean | null = null
  @consume({ context: appContext }) app!: App
  @query('button') private button!: HTMLButtonElement
  @query('.why') private bubble!: HTMLElement

  static override styles = [
    shared,
    buttonStyle,
    css`
      :host {
        display: inline-flex;
        font-size: var(--wa-font-size-m);
      }
      .why {
        position: fixed;
        inset: auto;
        width: max-content;
        max-width: min(18rem, 90vw);
        margin: 0;
        padding: 6px 10px;
        border: 0;
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-text-normal);
        color: var(--wa-color-surface-default);
        font-size: var(--wa-font-size-s);
        font-weight: var(--wa-font-weight-normal);
        line-height: 1.4;
        white-space: normal;
        pointer-events: none;
      }
    `,
  ]

  override render() {
    const why = this.can.kind === 'possible' ? null : this.can.why
    return html`
      <button type="button" class="button ${this.look} ${this.iconOnly ? 'icon' : ''}" aria-disabled=${why !== null || this.busy}
        aria-describedby=${why === null ? nothing : 'why'} aria-label=${this.iconOnly ? this.label : nothing}
        aria-expanded=${this.expanded === null ? nothing : String(this.expanded)} aria-haspopup=${this.expanded === null ? nothing : 'dialog'}
        @click=${this.#press} @mouseenter=${this.#show} @focus=${this.#show} @mouseleave=${this.#hide} @blur=${this.#hide} @keydown=${this.#escape}>
        ${this.icon === '' ? nothing : icon(this.icon)}
        ${this.iconOnly ? nothing : this.label}<slot></slot>
      </button>
      <span id="why" class="why" popover="manual">${why ?? (this.iconOnly ? this.label : nothing)}</span>
    `
  }

  override focus(options?: FocusOptions): void {
    this.button.focus(options)
  }

  #press = () => {
    if (this.busy) return
    if (this.can.kind === 'possible') this.dispatchEvent(new CustomEvent('run'))
    else if (this.can.kind === 'guest') this.app.session.ask(this.can.why)
    else this.#show()
  }

  #show = () => {
    if (this.bubble.textContent?.trim() === '' || this.bubble.matches(':popover-open')) return
    this.bubble.showPopover()
    placeBeside(this.bubble, this.button)
  }

  #hide = () => {
    if (this.bubble.matches(':popover-open')) this.bubble.hidePopover()
  }

  #escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') this.#hide()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-action': ActionButton
  }
}
