import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { CHECK_WORDS } from '../../core/proof/bundle/explain.ts'
import { type IconName, icon } from '../components/icons.ts'
import { shared } from '../styles/shared.ts'
import type { Step, StepState } from './check-steps.ts'
import { words } from './words.ts'

const ICON: Readonly<Record<StepState, IconName>> = {
  waiting: 'circle',
  running: 'circle-dot',
  passed: 'circle-check',
  failed: 'warning',
  unneeded: 'minus',
  unreached: 'circle',
}

/** How a check ended that says nothing, so that its sentence doesn't hold. */
const NOT_PROVEN: ReadonlySet<StepState> = new Set(['failed', 'unneeded', 'unreached'])

/** The checks in their order: how each went, and what it proves. */
@customElement('sd-check-list')
export class CheckList extends LitElement {
  @property({ attribute: false }) steps: readonly Step[] = []

  static override styles = [
    shared,
    css`
      li {
        display: grid;
        grid-template-columns: 1.25rem minmax(0, 1fr) auto;
        gap: 0 var(--wa-space-xs);
        padding-block: 6px;
      }
      li + li {
        border-top: var(--sd-hairline);
      }
      .icon {
        margin-top: 3px;
        color: var(--wa-color-text-quiet);
      }
      .passed .icon {
        color: var(--sd-color-solved);
      }
      .running .icon {
        color: var(--wa-color-text-link);
      }
      .failed {
        color: var(--wa-color-danger-on-quiet);
      }
      .failed .icon {
        color: inherit;
      }
      .title {
        font-weight: var(--wa-font-weight-semibold);
      }
      .state {
        color: var(--wa-color-text-quiet);
        font-size: var(--wa-font-size-s);
        white-space: nowrap;
      }
      .failed .state {
        color: inherit;
        font-weight: var(--wa-font-weight-bold);
      }
      .waiting .title,
      .unneeded .title,
      .unreached .title {
        color: var(--wa-color-text-quiet);
      }
      .proves,
      progress {
        grid-column: 2 / -1;
      }
      .proves {
        font-size: var(--wa-font-size-s);
      }
      progress {
        width: 100%;
        height: 6px;
        accent-color: var(--wa-color-brand-fill-loud);
      }
    `,
  ]

  override render() {
    return html`<ol>${this.steps.map(step => this.#step(step))}</ol>`
  }

  #step({ check, state, done, total }: Step) {
    const { title, proves } = CHECK_WORDS[check]
    const isCounted = state === 'running' && done > 0
    return html`<li class=${state}>
      ${icon(ICON[state])}
      <span class="title">${title}</span>
      <span class="state number">${isCounted ? words.count(done, total) : words.stepState[state]}</span>
      ${state === 'running' ? html`<progress max=${total} value=${isCounted ? done : nothing} aria-label=${title}></progress>` : nothing}
      <p class="proves ${state === 'failed' ? '' : 'quiet'}">${NOT_PROVEN.has(state) ? words.notProven(proves) : proves}</p>
    </li>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-check-list': CheckList
  }
}
