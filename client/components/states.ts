import { css, html, nothing, type TemplateResult } from 'lit'
import { words } from '../words.ts'
import { type IconName, icon } from './icons.ts'

/** Styles of the states below: add them to the element's own. */
export const stateStyles = css`
  .blank {
    display: grid;
    justify-items: center;
    gap: var(--wa-space-xs);
    padding: var(--wa-space-4xl) var(--sd-gutter);
    text-align: center;
    color: var(--wa-color-text-quiet);
  }
  .blank > .icon {
    width: 2rem;
    height: 2rem;
    stroke-width: 1.5;
    margin-bottom: var(--wa-space-2xs);
  }
  .blank h2 {
    color: var(--wa-color-text-normal);
    font-size: var(--wa-font-size-m);
  }
  .blank p {
    max-width: 32rem;
  }
  .blank .actions {
    margin-top: var(--wa-space-xs);
  }
  .blank.failed > .icon {
    color: var(--wa-color-danger-50);
  }
  .skeletons {
    display: grid;
    gap: 1px;
  }
  .skeleton {
    display: flex;
    align-items: center;
    gap: var(--wa-space-s);
    height: 2.75rem;
    padding: 0 var(--sd-gutter);
  }
  .skeleton::before,
  .skeleton::after {
    content: '';
    height: 0.625rem;
    border-radius: var(--wa-border-radius-pill);
    background: var(--wa-color-neutral-fill-normal);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .skeleton::before {
    width: 2.5rem;
  }
  .skeleton::after {
    width: calc(18rem + var(--extra, 0) * 1rem);
    max-width: 60%;
  }
  .skeleton:nth-child(3n) {
    --extra: 8;
  }
  .skeleton:nth-child(3n + 1) {
    --extra: -5;
  }
  @keyframes breathe {
    from {
      opacity: 0.45;
    }
    to {
      opacity: 1;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton::before,
    .skeleton::after {
      animation: none;
    }
  }
`

/** Nothing to show, said with what to do about it. */
export function emptyState(parts: { icon: IconName; title: string; hint?: string; action?: TemplateResult }): TemplateResult {
  return html`<div class="blank">
    ${icon(parts.icon)}
    <h2>${parts.title}</h2>
    ${parts.hint === undefined ? nothing : html`<p>${parts.hint}</p>`}
    ${parts.action === undefined ? nothing : html`<div class="actions">${parts.action}</div>`}
  </div>`
}

/** Something failed: what, why, and a way on. */
export function errorState(parts: { title: string; text: string; action?: TemplateResult }): TemplateResult {
  return html`<div class="blank failed" role="alert">
    ${icon('warning')}
    <h2>${parts.title}</h2>
    <p>${parts.text}</p>
    ${parts.action === undefined ? nothing : html`<div class="actions">${parts.action}</div>`}
  </div>`
}

/** Rows to come: the shape of what is loading, said once to screen readers. */
export function loadingRows(rows = 8): TemplateResult {
  return html`<div class="skeletons" role="status">
    <span class="visually-hidden">${words.loading}</span>
    ${Array.from({ length: rows }, () => html`<div class="skeleton" aria-hidden="true"></div>`)}
  </div>`
}
