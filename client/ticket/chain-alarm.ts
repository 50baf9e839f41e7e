import '../history/exact-texts.ts'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { ChainFailure } from '../../core/events/chain.ts'
import type { Aggregate } from '../../core/events/names.ts'
import type { StoredEventMessage } from '../../core/protocol/messages.ts'
import { icon } from '../components/icons.ts'
import { shared } from '../styles/shared.ts'

/** The alarm: which event fails which check, with the two values that differ, and what that means for this page. */
@customElement('sd-chain-alarm')
export class ChainAlarm extends LitElement {
  @property({ attribute: false }) failure: ChainFailure | null = null
  /** The event that failed, where it is a single one. */
  @property({ attribute: false }) failed: StoredEventMessage | null = null
  /** Whose history it is. */
  @property({ attribute: false }) aggregate: Aggregate | null = null
  @property({ type: Number }) checked = 0
  /** What has the history: `ticket`, `account`. */
  @property() of = 'ticket'

  static override styles = [
    shared,
    css`
      .alarm {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--wa-space-s);
        padding: var(--wa-space-m);
        border: 2px solid var(--wa-color-danger-border-loud);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-danger-fill-quiet);
        color: var(--wa-color-danger-on-quiet);
      }
      .alarm > .icon {
        margin-top: 2px;
        font-size: 22px;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 2px var(--wa-space-s);
        margin-block: var(--wa-space-xs);
      }
      dd {
        overflow-wrap: anywhere;
      }
      summary {
        margin-block: var(--wa-space-xs);
        cursor: pointer;
      }
      sd-exact-texts {
        color: var(--wa-color-text-normal);
      }
      dd.value {
        font-family: var(--wa-font-family-code);
        font-size: var(--wa-font-size-s);
      }
    `,
  ]

  override render() {
    const { failure } = this
    if (failure === null) return nothing
    return html`<div class="alarm" role="alert">
      ${icon('shield-alert')}
      <div>
        ${failure.rule === 'remembered' ? this.#otherPast(failure) : this.#failedCheck(failure)}
        ${this.failed === null ? nothing : html`<details><summary>The event as the server gave it</summary><sd-exact-texts .stored=${this.failed}></sd-exact-texts></details>`}
      </div>
    </div>`
  }

  /** What fits by itself, and not what was seen before: no version here fails, so none is named. */
  #otherPast({ message }: ChainFailure) {
    import('../proof/alarm/seen-before.ts').catch(console.error)
    return html`<h2>This ${this.of} has another past than this browser has seen</h2>
      <sd-seen-before .aggregate=${this.aggregate}><p>${message} Tell whoever runs this server.</p></sd-seen-before>
      <p>${this.checked > 0 ? `What this page shows was checked (to version ${this.checked}). ` : nothing}Nothing can be changed here.</p>`
  }

  #failedCheck(failure: ChainFailure) {
    const where = failure.version === null ? 'The history' : `Version ${failure.version}`
    // The type stands in the sixth line, also where the header as a whole can't be read.
    const type = this.failed?.header.split('\n')[5]?.split(' ')[0]
    return html`<h2>${where} of this ${this.of} fails its check</h2>
      <p>${failure.message}</p>
      <dl>
        ${type === undefined ? nothing : html`<dt>event</dt><dd>${type}</dd>`}
        <dt>check</dt><dd>${failure.check === 'chain' ? 'chain' : 'content'}, rule “${failure.rule}”</dd>
        <dt>expected</dt><dd class="value">${failure.expected}</dd>
        <dt>found</dt><dd class="value">${failure.actual}</dd>
      </dl>
      <p>Somebody or something changed what was recorded. This page shows only what was checked before it${
        this.checked > 0 ? ` (to version ${this.checked})` : ''
      }, and nothing can be changed here. Tell whoever runs this server, and keep this page open as evidence.</p>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-chain-alarm': ChainAlarm
  }
}
