import '../history/copy-button.ts'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { CHECK_WORDS, verdictSentence } from '../../core/proof/bundle/explain.ts'
import type { FailedCheck, ProvenRange, Verdict } from '../../core/proof/bundle/verdict.ts'
import { icon } from '../components/icons.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { saveText } from './save-text.ts'
import { contentLines, headerSentence, rangeFacts, rangeTitle, summary } from './verdict-words.ts'
import { words } from './words.ts'

/**
 * A verdict, whole: what is proven for which versions and since when, what became of the texts, how far the block's header is known, and
 * what none of this can tell; or which check failed, where, with the two values that differ.
 */
@customElement('sd-verdict-view')
export class VerdictView extends LitElement {
  @property({ attribute: false }) verdict: Verdict | null = null
  /** Where the trust file came from: one that the server has just given shows less. */
  @property() trustFrom: 'file' | 'server' = 'file'

  static override styles = [
    shared,
    buttonStyle,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--wa-space-m);
      }
      .banner {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px var(--wa-space-s);
        padding: var(--wa-space-m);
        border: 2px solid var(--wa-color-success-border-loud);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-success-fill-quiet);
        color: var(--wa-color-success-on-quiet);
      }
      .banner.invalid {
        border-color: var(--wa-color-danger-border-loud);
        background: var(--wa-color-danger-fill-quiet);
        color: var(--wa-color-danger-on-quiet);
      }
      .banner > .icon {
        grid-row: span 2;
        margin-top: 2px;
        font-size: 22px;
      }
      .banner h2 {
        font-size: var(--wa-font-size-l);
      }
      section {
        display: grid;
        gap: var(--wa-space-2xs);
      }
      h3 {
        font-size: inherit;
        font-weight: var(--wa-font-weight-bold);
      }
      .range {
        padding-left: var(--wa-space-s);
        border-left: 3px solid var(--wa-color-neutral-border-normal);
      }
      .range.anchored {
        border-left-color: var(--wa-color-success-border-loud);
      }
      .range.signed {
        border-left-color: var(--wa-color-brand-border-loud);
      }
      .range strong {
        display: block;
      }
      .range + .range {
        margin-top: var(--wa-space-xs);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .cannot li {
        display: list-item;
        margin-left: 1.25em;
        list-style: disc;
      }
      .less {
        padding-left: var(--wa-space-s);
        border-left: 3px solid var(--wa-color-warning-border-loud);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 2px var(--wa-space-s);
      }
      dt {
        color: var(--wa-color-text-quiet);
      }
      .banner dl {
        grid-column: 2;
        margin-top: var(--wa-space-xs);
      }
      .banner dt {
        color: inherit;
        font-weight: var(--wa-font-weight-semibold);
      }
      dd.value {
        max-height: 9lh;
        overflow: auto;
        white-space: pre-wrap;
      }
      .actions {
        display: flex;
        gap: var(--wa-space-xs);
      }
      @media (max-width: 719px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
        dd {
          margin-bottom: var(--wa-space-2xs);
        }
        .banner dl {
          grid-column: 1 / -1;
        }
      }
    `,
  ]

  override render() {
    const { verdict } = this
    if (verdict === null) return nothing
    return html`
      ${verdict.failed === null ? this.#valid(verdict) : this.#invalid(verdict.failed)}
      ${this.trustFrom === 'server' ? html`<p class="less">${words.verdict.serverTrust}</p>` : nothing}
      ${verdict.failed === null ? this.#proven(verdict) : nothing}
      ${
        verdict.cannotTell.length === 0
          ? nothing
          : html`<section class="cannot"><h3>${words.verdict.cannotTell}</h3><ul>${verdict.cannotTell.map(sentence => html`<li>${sentence}</li>`)}</ul></section>`
      }
      ${this.#about(verdict)}
      <div class="actions"><button class="button" type="button" @click=${() => this.#save(verdict)}>${words.verdict.save}</button></div>
    `
  }

  #valid(verdict: Verdict) {
    return html`<div class="banner valid">${icon('shield-check')}<h2>${verdictSentence(verdict)}</h2><p>${summary(verdict.ranges)}</p></div>`
  }

  #invalid({ check, rule, version, message, expected, actual }: FailedCheck) {
    const value = (text: string | null) =>
      text === null ? html`<dd>${words.verdict.none}</dd>` : html`<dd class="value mono" tabindex="0">${text}</dd>`
    return html`<div class="banner invalid">
      ${icon('shield-alert')}
      <h2>${words.verdict.invalid}</h2>
      <p>${message}</p>
      <dl>
        <dt>${words.verdict.check}</dt><dd>${CHECK_WORDS[check].title} <span class="mono">(${check})</span></dd>
        <dt>${words.verdict.rule}</dt><dd class="mono">${rule}</dd>
        <dt>${words.verdict.version}</dt><dd>${version ?? words.verdict.none}</dd>
        <dt>${words.verdict.expected}</dt>${value(expected)}
        <dt>${words.verdict.actual}</dt>${value(actual)}
      </dl>
    </div>`
  }

  #proven({ ranges, content, header, headersGiven }: Verdict) {
    return html`
      <section><h3>${words.verdict.proven}</h3>${ranges.map(range => this.#range(range))}</section>
      <section><h3>${words.verdict.content}</h3><ul>${contentLines(content).map(line => html`<li>${line}</li>`)}</ul></section>
      <section><h3>${words.verdict.header}</h3><p>${headerSentence(header, headersGiven)}</p></section>
    `
  }

  #range(range: ProvenRange) {
    return html`<div class="range ${range.proven}">
      <strong>${rangeTitle(range)}</strong>
      <p>${words.verdict.means[range.proven]}</p>
      <dl>${rangeFacts(range).map(
        ({ term, text, hash }) =>
          html`<dt>${term}</dt><dd>${text} ${hash === null ? nothing : html`<span class="mono">${hash}</span>`}</dd>`,
      )}</dl>
    </div>`
  }

  #about({ origin, aggregate, head }: Verdict) {
    if (origin === null && aggregate === null && head === null) return nothing
    return html`<section><h3>${words.verdict.about}</h3><dl>
      ${origin === null ? nothing : html`<dt>${words.verdict.origin}</dt><dd>${origin}</dd>`}
      ${aggregate === null ? nothing : html`<dt>${words.verdict.aggregate}</dt><dd>${aggregate.type} <span class="mono">${aggregate.id}</span></dd>`}
      ${
        head === null
          ? nothing
          : html`<dt>${words.verdict.head}</dt><dd class="mono">${head} <sd-copy .text=${head} label=${words.verdict.copyHead}></sd-copy></dd>`
      }
    </dl></section>`
  }

  #save(verdict: Verdict): void {
    saveText(document, words.verdict.fileName, 'application/json', `${JSON.stringify(verdict, null, 2)}\n`)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-verdict-view': VerdictView
  }
}
