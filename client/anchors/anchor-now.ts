import '../ticket/action-button.ts'
import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { type AnchoringStatus, anchorNowAnswerSchema } from '../../core/protocol/anchoring.ts'
import { fetchJson } from '../pages/fetch-json.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { canAnchor, saidOf } from './can-anchor.ts'
import { words } from './words.ts'

type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'refused'; readonly text: string }

/** The button that makes an anchor at once, for administrators; others learn why they can't. */
@customElement('sd-anchor-now')
export class AnchorNow extends LitElement {
  @property({ attribute: false }) status: AnchoringStatus | null = null
  @consume({ context: appContext }) app!: App
  @state() private busy = false
  @state() private outcome: Outcome = { kind: 'none' }

  static override styles = [
    shared,
    buttonStyle,
    css`
      :host {
        display: grid;
        justify-items: start;
        gap: var(--wa-space-2xs);
        max-width: 24rem;
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.session.me)
  }

  override render() {
    const { outcome } = this
    return html`<sd-action look="brand" icon="anchor" label=${words.now} .can=${canAnchor(this.app.session.me.value, this.status)} .busy=${this.busy} @run=${this.#run}></sd-action>
      <p class="quiet" role="status">${outcome.kind === 'said' ? outcome.text : nothing}</p>
      ${outcome.kind === 'refused' ? html`<p class="refusal" role="alert">${outcome.text}</p>` : nothing}`
  }

  #run = async () => {
    this.busy = true
    this.outcome = { kind: 'none' }
    const answer = await fetchJson('/api/anchors', anchorNowAnswerSchema, { method: 'POST' })
    this.busy = false
    this.outcome = answer.ok ? { kind: 'said', text: saidOf(answer.value) } : { kind: 'refused', text: answer.text }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-anchor-now': AnchorNow
  }
}
