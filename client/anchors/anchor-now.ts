import '../ticket/action-button.ts'
import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { AnchorRow } from '../../core/anchor/row.ts'
import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'
import { icon } from '../components/icons.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { canAnchor } from './can-anchor.ts'
import { outcomeSentence } from './outcome-words.ts'
import { words } from './words.ts'

/** The button that makes an anchor at once, for administrators; others learn why they can't. Below it what came of it, while that is news. */
@customElement('sd-anchor-now')
export class AnchorNow extends LitElement {
  @property({ attribute: false }) status: AnchoringStatus | null = null
  /** The newest anchors. */
  @property({ attribute: false }) anchors: readonly AnchorRow[] = []
  @consume({ context: appContext }) app!: App

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        justify-items: end;
        align-content: start;
        gap: var(--wa-space-2xs);
        width: min(24rem, 100%);
        margin-left: auto;
        text-align: right;
      }
      /* Who can be told something has a place for it: nothing moves when it comes, and when it goes. */
      .place {
        min-height: 2lh;
      }
      .refused {
        display: flex;
        gap: 6px;
        color: var(--wa-color-danger-on-quiet);
        text-align: left;
      }
      /* The hash of a block, an address: there is no place to break them at. */
      .refused span {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .refused .icon {
        flex: none;
        margin-top: 0.2em;
      }
      @media (max-width: 719px) {
        :host {
          justify-items: start;
          text-align: left;
        }
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.session.me)
    new Watch(this, () => this.app.anchorRequest.outcome)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.app.anchorRequest.forget()
  }

  protected override willUpdate(): void {
    if (this.status !== null) this.app.anchorRequest.look({ newest: this.anchors[0]?.sequence ?? 0, troubles: this.status.troubles })
  }

  override render() {
    const { session, anchorRequest } = this.app
    const outcome = anchorRequest.outcome.value
    const can = canAnchor(session.me.value, this.status)
    const sentence = outcomeSentence(outcome, { items: this.anchors, due: this.status?.due ?? false })
    const isRefused = outcome.kind === 'refused'
    return html`<sd-action look="brand" icon="anchor" label=${words.now} .can=${can} .busy=${outcome.kind === 'under_way'} @run=${() => anchorRequest.run()}></sd-action>
      <div class=${can.kind === 'possible' ? 'place' : ''}>
        <p class="quiet" role="status">${isRefused ? nothing : sentence}</p>
        ${isRefused ? html`<p class="refused" role="alert">${icon('warning')}<span>${sentence}</span></p>` : nothing}
      </div>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-anchor-now': AnchorNow
  }
}
