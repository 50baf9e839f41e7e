import { css } from 'lit'

/** The width, margins and rhythm of a page that scrolls as a whole. */
export const pageFrame = css`
  :host {
    display: block;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--wa-space-m);
    max-width: 76rem;
    margin-inline: auto;
    padding: var(--wa-space-l) var(--sd-gutter) var(--wa-space-2xl);
  }
`
