import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { isStoreAway } from '../state/connection.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'short' })
const SAVED_MS = 2_500

/** How things stand with the server: live, pending, offline since and trying again, refused. It never says better than it is. */
@customElement('sd-connection-status')
export class ConnectionStatus extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        padding: var(--wa-space-2xs) var(--wa-space-xs);
        color: var(--wa-color-text-quiet);
        font-size: var(--wa-font-size-s);
      }
      .line {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
        min-height: 1.5rem;
      }
      .dot {
        flex: none;
        width: 0.5rem;
        height: 0.5rem;
        border-radius: 50%;
        background: var(--wa-color-neutral-50);
      }
      .online .dot {
        background: var(--wa-color-success-50);
      }
      .offline .dot {
        background: var(--wa-color-warning-50);
      }
      .refused .dot {
        background: var(--wa-color-danger-50);
      }
      .offline .line,
      .refused .line {
        color: var(--wa-color-text-normal);
        font-weight: var(--wa-font-weight-semibold);
      }
      button {
        min-height: 1.5rem;
        padding: 0;
        border: 0;
        background: none;
        color: var(--wa-color-text-link);
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        text-decoration: underline;
      }
      .dotless {
        padding-left: 1rem;
      }
      .retry {
        display: flex;
        flex-wrap: wrap;
        column-gap: var(--wa-space-s);
        align-items: center;
      }
      /* The header's second line there: it has room for whole sentences. */
      @media (max-width: 719px) {
        :host {
          padding: 0 var(--wa-space-2xs);
        }
        :host([apart]) {
          order: 1;
          flex: 0 0 100%;
          min-width: 0;
          padding: 0 0 var(--wa-space-2xs);
        }
        :host([apart]) > div {
          display: flex;
          flex-wrap: wrap;
          align-items: center;
          column-gap: var(--wa-space-xs);
        }
        .dotless {
          padding-left: 0;
        }
        .hint {
          display: none;
        }
      }
    `,
  ]

  @consume({ context: appContext }) app!: App
  @state() private saved = false
  #pending = 0
  #ticking: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    new Watch(this, () => this.app.connection.state)
    new Watch(this, () => this.app.commands.pending)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#ticking)
  }

  protected override willUpdate(): void {
    const state = this.app.connection.state.value
    clearInterval(this.#ticking)
    if (state.kind === 'offline') this.#ticking = setInterval(() => this.requestUpdate(), 1_000)
    const pending = this.app.commands.pending.value.length
    if (pending === 0 && this.#pending > 0 && state.kind === 'online') this.#sayThatAllIsSaved()
    this.#pending = pending
    this.toggleAttribute('apart', state.kind !== 'online' && (state.kind !== 'connecting' || pending > 0))
  }

  override render() {
    const state = this.app.connection.state.value
    const storeAway = isStoreAway(state)
    const waiting = storeAway ? words.connection.waitingForStore : words.connection.waiting
    const pending = this.#pending === 0 ? nothing : html`<div class="dotless">${waiting(this.#pending)}</div>`
    switch (state.kind) {
      case 'connecting':
        return html`<div><div class="line"><span class="dot"></span>${words.connection.connecting}</div>${pending}</div>`
      case 'online':
        return html`<div class="online" title=${words.connection.onlineHint}>
          <div class="line"><span class="dot"></span>${this.#pending > 0 ? words.connection.pending(this.#pending) : this.saved ? words.connection.saved : words.connection.online}</div>
        </div>`
      case 'offline':
        return html`<div class="offline" role="status" title=${storeAway ? words.connection.storeAwayHint : words.connection.offlineHint}>
          <div class="line"><span class="dot"></span>${(storeAway ? words.connection.storeAway : words.connection.offline)(clock.format(state.since))}</div>
          <div class="dotless retry">
            <span class="hint" aria-live="off">${words.connection.retryIn(Math.ceil((state.retryAt - Date.now()) / 1_000))}</span>
            <button type="button" @click=${() => this.app.connection.retry()}>${words.connection.retryNow}</button>
          </div>
          ${pending}
        </div>`
      case 'refused':
        return html`<div class="refused" role="alert">
          <div class="line"><span class="dot"></span>${words.connection.refused}</div>
          <div class="dotless">${state.text} ${
            this.#pending > 0
              ? words.connection.reloadLoses
              : html`<button type="button" @click=${() => window.location.reload()}>${words.connection.reload}</button>`
          }</div>
          ${pending}
        </div>`
    }
  }

  #sayThatAllIsSaved(): void {
    this.saved = true
    setTimeout(() => {
      this.saved = false
    }, SAVED_MS)
  }
}
