import './verify-panel.ts'
import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { z } from 'zod'
import { fetchJson } from '../pages/fetch-json.ts'
import { pageStyle } from '../pages/page-style.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { startWorker } from './start-worker.ts'
import { words } from './words.ts'

/** Where anybody checks a proof bundle, with the network off if they like. */
@customElement('sd-verify-page')
export class VerifyPage extends LitElement {
  static override styles = [
    shared,
    buttonStyle,
    pageStyle,
    css`
      aside {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--wa-space-xs) var(--wa-space-m);
        padding-top: var(--wa-space-m);
        border-top: var(--sd-hairline);
      }
      aside p {
        max-width: 65ch;
        color: var(--wa-color-text-quiet);
      }
      aside .files {
        display: flex;
        flex-wrap: wrap;
        gap: var(--wa-space-xs);
      }
      aside a:hover {
        text-decoration: none;
      }
    `,
  ]

  override render() {
    return html`<div class="page">
      <div class="top"><div><h1>${words.title}</h1><p>${words.intro}</p></div></div>
      <sd-verify-panel .startWorker=${startWorker} .serverTrust=${serverTrust}></sd-verify-panel>
      <aside aria-labelledby="download">
        <div><h2 id="download">${words.download.title}</h2><p>${words.download.text}</p></div>
        <div class="files">
          <a class="button" href="/verifier.html" download="verifier.html">${words.download.link}</a>
          <a class="button" href="/sealdesk-verify.mjs" download="sealdesk-verify.mjs">${words.download.commandLine}</a>
        </div>
      </aside>
    </div>`
  }
}

/** What is in it is for the verifier to judge, like in a file. */
const serverTrust = () => fetchJson('/api/trust', z.unknown())

declare global {
  interface HTMLElementTagNameMap {
    'sd-verify-page': VerifyPage
  }
}
