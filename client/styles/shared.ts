import { css } from 'lit'

/**
 * What every element begins with: `static override styles = [shared, css`…`]`. Box sizing, links, headings, visible focus, and the classes
 * `quiet` (secondary text), `mono` (hashes, ids), `visually-hidden`, `number` (figures of equal width), `truncate`.
 */
export const shared = css`
  :host {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font-size: var(--wa-font-size-l);
    font-weight: var(--wa-font-weight-bold);
    line-height: 1.3;
  }
  h2 {
    font-size: var(--wa-font-size-m);
    font-weight: var(--wa-font-weight-bold);
    line-height: 1.4;
  }
  a {
    color: var(--wa-color-text-link);
    text-decoration: none;
  }
  a:hover {
    text-decoration: underline;
  }
  :focus-visible {
    outline: var(--wa-focus-ring);
    outline-offset: var(--wa-focus-ring-offset);
    border-radius: var(--wa-border-radius-s);
  }
  .quiet {
    color: var(--wa-color-text-quiet);
  }
  .mono {
    font-family: var(--wa-font-family-code);
    font-size: var(--wa-font-size-s);
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .truncate {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`
