import '../verify-panel.ts'
import { html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { pageStyle } from '../../pages/page-style.ts'
import { shared } from '../../styles/shared.ts'
import { words } from '../words.ts'
import { startWorker } from './start-worker.ts'

/** The verifier that needs no server: the panel of the Verify page, alone. */
@customElement('sd-verifier')
export class VerifierApp extends LitElement {
  static override styles = [shared, pageStyle]

  override render() {
    return html`<main class="page">
      <div class="top"><div><h1>${words.product}</h1><p>${words.intro}</p></div></div>
      <sd-verify-panel .startWorker=${startWorker}></sd-verify-panel>
    </main>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-verifier': VerifierApp
  }
}
