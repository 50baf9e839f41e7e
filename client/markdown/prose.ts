import { css } from 'lit'

/** The look of people's texts: the page's own type, in a measure that reads well. */
export const prose = css`
  .prose {
    max-width: 75ch;
    line-height: 1.55;
    overflow-wrap: anywhere;
  }
  /* Each paragraph in its own direction; code runs from left to right whatever stands around it. */
  .prose :is(p, h1, h2, h3, h4, h5, h6, li, td, th) {
    unicode-bidi: plaintext;
    text-align: start;
  }
  .prose pre {
    direction: ltr;
    text-align: left;
  }
  .prose > * + * {
    margin-top: var(--wa-space-s);
  }
  .prose h1,
  .prose h2,
  .prose h3,
  .prose h4,
  .prose h5,
  .prose h6 {
    margin: var(--wa-space-m) 0 0;
    font-size: var(--wa-font-size-m);
    font-weight: var(--wa-font-weight-bold);
  }
  .prose h1,
  .prose h2 {
    font-size: 1.15em;
  }
  .prose > :first-child {
    margin-top: 0;
  }
  .prose ul,
  .prose ol {
    padding-inline-start: 1.5em;
    list-style: disc;
  }
  .prose ol {
    list-style: decimal;
  }
  .prose li + li {
    margin-top: 2px;
  }
  .prose a {
    text-decoration: underline;
    text-decoration-color: color-mix(in oklab, currentColor 40%, transparent);
    text-underline-offset: 2px;
  }
  .prose a:hover {
    text-decoration-color: currentColor;
  }
  .prose .reference {
    font-weight: var(--wa-font-weight-semibold);
    text-decoration: none;
  }
  .prose .picture::before {
    content: '🖼 ' / '';
  }
  .prose code {
    padding: 1px 4px;
    border-radius: var(--wa-border-radius-s);
    background: var(--wa-color-neutral-fill-quiet);
    font-family: var(--wa-font-family-code);
    font-size: 0.92em;
  }
  .prose pre {
    margin-bottom: 0;
    padding: var(--wa-space-s) var(--wa-space-m);
    overflow-x: auto;
    border: var(--sd-hairline);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-surface-lowered);
    line-height: 1.45;
  }
  .prose pre code {
    padding: 0;
    background: none;
    overflow-wrap: normal;
  }
  .prose blockquote {
    margin-inline: 0;
    padding-inline-start: var(--wa-space-m);
    border-inline-start: 3px solid var(--wa-color-neutral-border-normal);
    color: var(--wa-color-text-quiet);
  }
  .prose hr {
    border: 0;
    border-top: var(--sd-hairline);
  }
  .prose .table {
    overflow-x: auto;
  }
  .prose table {
    border-collapse: collapse;
  }
  .prose th,
  .prose td {
    padding: 4px 10px;
    border: var(--sd-hairline);
  }
`
