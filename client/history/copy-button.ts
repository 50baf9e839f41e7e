import { css, html, LitElement } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { icon } from '../components/icons.ts'
import { shared } from '../styles/shared.ts'

/** Copies a text, and says that it did. */
@customElement('sd-copy')
export class CopyButton extends LitElement {
  @property() text = ''
  @property() label = 'Copy'
  @state() private outcome: 'none' | 'copied' | 'failed' = 'none'

  static override styles = [
    shared,
    css`
      button {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 24px;
        padding: 0 6px;
        border: 0;
        border-radius: var(--wa-border-radius-s);
        background: none;
        color: var(--wa-color-text-quiet);
        font: inherit;
        font-size: var(--wa-font-size-s);
        cursor: pointer;
      }
      button:hover {
        background: var(--sd-color-hover);
        color: var(--wa-color-text-normal);
      }
    `,
  ]

  override render() {
    const words = { none: '', copied: 'Copied', failed: 'Not allowed here' }[this.outcome]
    return html`<button type="button" aria-label=${this.label} title=${this.label} @click=${this.#copy}>
      ${icon(this.outcome === 'copied' ? 'check' : 'copy')}<span role="status">${words}</span>
    </button>`
  }

  /** Plain http has no clipboard, and a browser may forbid it. */
  #copy = async () => {
    try {
      await navigator.clipboard.writeText(this.text)
      this.outcome = 'copied'
    } catch {
      this.outcome = 'failed'
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-copy': CopyButton
  }
}
