import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { ChainFailure, ChainHead } from '../../core/events/chain.ts'
import { icon } from '../components/icons.ts'
import type { ChainStatus } from '../state/chain-follower.ts'
import { shared } from '../styles/shared.ts'
import { words } from './words.ts'

/** The quiet line that says how far the history was checked in this browser. What is wrong says `sd-chain-alarm`, loudly. */
@customElement('sd-check-line')
export class CheckLine extends LitElement {
  @property({ attribute: false }) status: ChainStatus = { kind: 'loading' }
  @property({ attribute: false }) checked: ChainHead = { version: 0, hash: '' }
  @property({ attribute: false }) failure: ChainFailure | null = null

  static override styles = [
    shared,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: 24px;
        color: var(--wa-color-text-quiet);
        font-size: var(--wa-font-size-s);
      }
      .icon {
        color: var(--sd-color-solved);
      }
      .broken,
      .broken .icon {
        color: var(--wa-color-danger-on-quiet);
      }
      progress {
        width: 6rem;
        height: 6px;
        accent-color: var(--wa-color-brand-fill-loud);
      }
    `,
  ]

  override render() {
    const { status, checked, failure } = this
    if (status.kind === 'catching_up')
      return html`<progress max=${status.of} value=${status.version} aria-label=${words.checking(status.version, status.of)}></progress>
        <span class="number">${words.checking(status.version, status.of)}</span>`
    if (checked.version === 0) return nothing
    return html`<span class=${failure === null ? '' : 'broken'}>${icon(failure === null ? 'shield-check' : 'shield-alert')}
      <span class="number">${words.checkedTo(checked.version)}</span></span>
      <span class="mono" title="Hash of the newest checked event: ${checked.hash}">${checked.hash.slice(0, 8)}</span>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-check-line': CheckLine
  }
}
