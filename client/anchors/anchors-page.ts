import './anchor-now.ts'
import './seal-line-picture.ts'
import { css, html, LitElement, nothing } from 'lit'
import { customElement } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'
import { emptyState, errorState, loadingRows, stateStyles } from '../components/states.ts'
import { pageStyle } from '../pages/page-style.ts'
import { AnchorsController } from '../state/anchors-controller.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { anchorItem, anchorItemStyles } from './anchor-item.ts'
import type { SealEvent } from './seal-line-picture.ts'
import { stateMarkStyles } from './state-mark.ts'
import { factStyles, nextWords, statusFacts } from './status-facts.ts'
import { troubleList, troubleStyles } from './trouble-list.ts'
import { words } from './words.ts'

/** Ages and times to come are told anew so often. */
const TICK_MS = 10_000

/** How anchoring stands, what is in its way, and every anchor of the line, live. */
@customElement('sd-anchors-page')
export class AnchorsPage extends LitElement {
  readonly #anchors = new AnchorsController(this, () => true)
  #tick: ReturnType<typeof setInterval> | undefined

  static override styles = [
    shared,
    stateStyles,
    buttonStyle,
    pageStyle,
    stateMarkStyles,
    factStyles,
    troubleStyles,
    anchorItemStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--wa-space-xs);
      }
      h3 {
        margin: 0;
        font-size: inherit;
      }
      .more {
        justify-self: center;
      }
      .blank {
        padding-block: var(--wa-space-xl);
      }
    `,
  ]

  override connectedCallback(): void {
    super.connectedCallback()
    this.#tick = setInterval(() => this.requestUpdate(), TICK_MS)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#tick)
  }

  override render() {
    const { anchoring } = this.#anchors.view
    return html`<div class="page">
      <div class="top">
        <div><h1>${words.title}</h1><p>${words.intro}</p></div>
        <sd-anchor-now .status=${anchoring} .anchors=${this.#anchors.view.items}></sd-anchor-now>
      </div>
      ${this.#content(anchoring)}
    </div>`
  }

  #content(anchoring: AnchoringStatus | null) {
    const { status, items, more } = this.#anchors.view
    if (status.kind === 'failed') return errorState({ title: words.failed, text: status.text })
    if (anchoring === null) return loadingRows()
    const now = Date.now()
    return html`
      ${troubleList(anchoring.troubles, items, now)}
      <section aria-labelledby="status"><h2 id="status">${words.status}</h2>${statusFacts(anchoring, items[0] ?? null, now)}</section>
      ${
        anchoring.genesisSeal === null
          ? nothing
          : html`<section aria-labelledby="line"><h2 id="line">${words.line}</h2>
            <sd-seal-line .anchors=${items} .genesis=${anchoring.genesisSeal} @sd-seal=${this.#show}></sd-seal-line></section>`
      }
      ${items.length === 0 ? this.#empty(anchoring, now) : this.#list(anchoring, more, now)}`
  }

  #list(anchoring: AnchoringStatus, more: boolean, now: number) {
    return html`<section aria-labelledby="anchors">
      <h2 id="anchors">${words.list}</h2>
      <ol class="anchors">${repeat(
        this.#anchors.view.items,
        ({ id }) => id,
        anchor => anchorItem(anchor, anchoring, now),
      )}</ol>
      ${more ? html`<button class="button more" @click=${() => this.#anchors.loadMore()}>${words.more}</button>` : nothing}
    </section>`
  }

  #empty(anchoring: AnchoringStatus, now: number) {
    if (anchoring.network === 'none') return emptyState({ icon: 'anchor', title: words.none, hint: words.noneHint })
    const next = `${words.facts.next}: ${nextWords(anchoring, null, now)}`
    return emptyState({ icon: 'anchor', title: words.empty, hint: `${next} ${words.emptyHint}` })
  }

  #show = ({ anchor }: SealEvent) => {
    const item = this.renderRoot.querySelector<HTMLElement>(`[data-anchor="${CSS.escape(anchor)}"]`)
    item?.focus()
    item?.scrollIntoView({ block: 'nearest' })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-anchors-page': AnchorsPage
  }
}
