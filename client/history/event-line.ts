import './exact-texts.ts'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { icon } from '../components/icons.ts'
import { timeMark } from '../components/time.ts'
import { shared } from '../styles/shared.ts'
import type { EventFinding } from './check-event.ts'
import type { HistoryEntry } from './entry.ts'
import { renderSentence, type SentenceLook } from './sentence.ts'

/**
 * One event in words, with its time, version and hash; its exact texts behind a button.
 *
 * @slot - after the words: what has become of them
 * @slot actions - what can be done with the event
 */
@customElement('sd-event-line')
export class EventLine extends LitElement {
  @property({ attribute: false }) entry: HistoryEntry | null = null
  @property({ attribute: false }) look: SentenceLook | null = null
  @property({ attribute: false }) finding: EventFinding = { kind: 'good' }
  /** Shows the event's type, where events of many kinds stand together. */
  @property({ type: Boolean }) typed = false
  @state() private expanded = false

  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .line {
        display: flex;
        align-items: flex-start;
        gap: var(--wa-space-xs);
        padding-block: var(--event-line-space, 5px);
        line-height: 24px;
      }
      .words {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .person,
      .word,
      b {
        color: inherit;
        font-weight: var(--wa-font-weight-semibold);
      }
      .words a:not(.person, .word) {
        text-decoration: underline;
        text-decoration-color: color-mix(in oklab, currentColor 40%, transparent);
        text-underline-offset: 2px;
      }
      .facts {
        display: flex;
        align-items: center;
        gap: var(--wa-space-s);
        font-size: var(--wa-font-size-s);
        white-space: nowrap;
      }
      .type {
        font-family: var(--wa-font-family-code);
        color: var(--wa-color-text-quiet);
      }
      .expand {
        display: inline-flex;
        align-items: center;
        gap: 2px;
        min-height: 24px;
        padding: 0 4px;
        border: 0;
        border-radius: var(--wa-border-radius-s);
        background: none;
        color: var(--wa-color-text-quiet);
        font-family: var(--wa-font-family-code);
        font-size: var(--wa-font-size-s);
        cursor: pointer;
      }
      .expand:hover {
        background: var(--sd-color-hover);
        color: var(--wa-color-text-normal);
      }
      .expand .icon {
        font-size: 12px;
        transition: rotate var(--wa-transition-fast);
      }
      .expand[aria-expanded='true'] .icon {
        rotate: 90deg;
      }
      .good {
        color: var(--sd-color-solved);
      }
      .bad {
        margin-bottom: var(--wa-space-xs);
        padding: var(--wa-space-xs) var(--wa-space-s);
        border: 1px solid var(--wa-color-danger-border-loud);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-danger-fill-quiet);
        color: var(--wa-color-danger-on-quiet);
        overflow-wrap: anywhere;
      }
      sd-exact-texts {
        margin-bottom: var(--wa-space-s);
      }
      .history {
        display: inline-block;
        margin-bottom: var(--wa-space-s);
        font-size: var(--wa-font-size-s);
      }
      @media (max-width: 719px) {
        .line {
          flex-wrap: wrap;
          row-gap: 0;
        }
        .words {
          flex-basis: 100%;
        }
      }
    `,
  ]

  override render() {
    const { entry, look } = this
    if (entry === null || look === null) return nothing
    const { stored, header, sentence } = entry
    return html`
      <div class="line">
        <span class="words">${renderSentence(sentence, look)}<slot></slot></span>
        <span class="facts">
          ${this.typed && header !== null ? html`<span class="type">${header.type}</span>` : nothing}
          ${header === null ? nothing : html`<span class="quiet">${timeMark(header.recordedAt, Date.now())}</span>`}
          <button class="expand" aria-expanded=${this.expanded} @click=${this.#toggle}
            title="Show the exact texts of this event">
            <span class="visually-hidden">Exact texts of </span>
            ${icon('chevron-right')}${header === null ? nothing : `v${header.version}`} ${stored.hash.slice(0, 8)}
          </button>
          <slot name="actions"></slot>
        </span>
      </div>
      ${this.#renderFinding()}
      ${this.expanded ? this.#renderTexts(entry) : nothing}
    `
  }

  #renderTexts({ stored, header }: HistoryEntry) {
    const history = header === null ? null : `${header.aggregate.type}:${header.aggregate.id}`
    return html`<sd-exact-texts .stored=${stored}></sd-exact-texts>
      ${history === null || !this.typed ? nothing : html`<a class="history" href="/events?aggregate=${history}">All events of this history</a>`}`
  }

  #renderFinding() {
    const { finding } = this
    if (finding.kind !== 'bad') return nothing
    return html`<div class="bad" role="alert"><b>This event doesn’t check.</b> ${finding.rule}
      <div class="mono">expected ${finding.expected}</div><div class="mono">found ${finding.actual}</div></div>`
  }

  #toggle = () => {
    this.expanded = !this.expanded
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-event-line': EventLine
  }
}
