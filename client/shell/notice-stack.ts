import { consume } from '@lit/context'
import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { icon } from '../components/icons.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import type { Notice } from '../state/notices.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'

const ICON = { neutral: 'info', success: 'circle-check', warning: 'warning', danger: 'warning' } as const

/** What came up: at the lower edge, newest below, each can be dismissed. */
@customElement('sd-notice-stack')
export class NoticeStack extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: fixed;
        z-index: 20;
        right: var(--wa-space-m);
        bottom: var(--wa-space-m);
        width: min(24rem, calc(100vw - 2rem));
        pointer-events: none;
      }
      .all {
        display: grid;
        gap: var(--wa-space-xs);
      }
      .notice {
        display: flex;
        align-items: flex-start;
        gap: var(--wa-space-xs);
        padding: var(--wa-space-s);
        border: var(--sd-hairline);
        border-left: 3px solid var(--tone);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-surface-raised);
        box-shadow: var(--wa-shadow-l);
        pointer-events: auto;
      }
      .notice > .icon {
        margin-top: 0.2em;
        color: var(--tone);
      }
      .neutral {
        --tone: var(--wa-color-brand-border-loud);
      }
      .success {
        --tone: var(--wa-color-success-border-loud);
      }
      .warning {
        --tone: var(--wa-color-warning-border-loud);
      }
      .danger {
        --tone: var(--wa-color-danger-border-loud);
      }
      p {
        flex: 1;
        overflow-wrap: anywhere;
      }
      button {
        display: grid;
        place-items: center;
        width: 1.5rem;
        height: 1.5rem;
        border: 0;
        border-radius: var(--wa-border-radius-s);
        background: none;
        color: var(--wa-color-text-quiet);
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        background: var(--wa-color-neutral-fill-normal);
      }
      @media (max-width: 719px) {
        :host {
          bottom: calc(4rem + env(safe-area-inset-bottom));
        }
      }
    `,
  ]

  @consume({ context: appContext }) app!: App

  constructor() {
    super()
    new Watch(this, () => this.app.notices.all)
  }

  override render() {
    return html`<div class="all" role="log" aria-live="polite">${repeat(
      this.app.notices.all.value,
      ({ id }) => id,
      notice => this.#notice(notice),
    )}</div>`
  }

  #notice({ id, kind, text }: Notice) {
    return html`<div class="notice ${kind}">
      ${icon(ICON[kind])}
      <p>${text}</p>
      <button type="button" aria-label=${words.dismiss} title=${words.dismiss} @click=${() => this.app.notices.dismiss(id)}>${icon('x')}</button>
    </div>`
  }
}
