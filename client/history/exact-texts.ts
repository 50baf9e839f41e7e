import './copy-button.ts'
import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { StoredEventMessage } from '../../core/protocol/messages.ts'
import { shared } from '../styles/shared.ts'
import { namedLines } from './header-lines.ts'

/** An event's exact texts: what is hashed, to read and to copy. */
@customElement('sd-exact-texts')
export class ExactTexts extends LitElement {
  @property({ attribute: false }) stored: StoredEventMessage | null = null

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        padding: var(--wa-space-s);
        background: var(--wa-color-surface-lowered);
        border: var(--sd-hairline);
        border-radius: var(--wa-border-radius-m);
        font-size: var(--wa-font-size-s);
      }
      dl {
        display: grid;
        grid-template-columns: 6.5rem minmax(0, 1fr);
        gap: 2px var(--wa-space-s);
      }
      dt {
        color: var(--wa-color-text-quiet);
      }
      dd {
        font-family: var(--wa-font-family-code);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .title {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 24px;
        font-weight: var(--wa-font-weight-semibold);
      }
      .title:not(:first-child) {
        margin-top: var(--wa-space-s);
        padding-top: var(--wa-space-xs);
        border-top: var(--sd-hairline);
      }
      @media (max-width: 719px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
        dd {
          margin-bottom: var(--wa-space-2xs);
        }
      }
    `,
  ]

  override render() {
    if (this.stored === null) return null
    const { header, hash, salt, content } = this.stored
    return html`
      <div class="title">Header <sd-copy .text=${header} label="Copy the header"></sd-copy></div>
      <dl>${namedLines(header).map(({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
      <div class="title">Hash and content
        <sd-copy .text=${JSON.stringify({ header, hash, salt, content })} label="Copy the event as JSON"></sd-copy>
      </div>
      <dl>
        <dt>hash</dt><dd>${hash}</dd>
        <dt>salt</dt><dd>${salt ?? '–'}</dd>
        <dt>content</dt><dd>${content ?? '–'}</dd>
      </dl>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-exact-texts': ExactTexts
  }
}
