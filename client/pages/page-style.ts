import { css } from 'lit'
import { pageFrame } from '../styles/page-frame.ts'

/** What the pages for events, people and data have in common: heading, filters, tables. */
export const pageStyle = css`
  ${pageFrame}
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: var(--wa-space-s) var(--wa-space-m);
  }
  .top p {
    max-width: 65ch;
    margin-top: 2px;
    color: var(--wa-color-text-quiet);
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--wa-space-xs);
  }
  .filters > .links {
    display: flex;
    flex-wrap: wrap;
    gap: var(--wa-space-xs) var(--wa-space-m);
    margin-left: auto;
    font-size: var(--wa-font-size-s);
  }
  .scroll {
    overflow-x: auto;
    border: var(--sd-hairline);
    border-radius: var(--wa-border-radius-m);
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--wa-color-surface-lowered);
    color: var(--wa-color-text-quiet);
    font-size: var(--wa-font-size-s);
    font-weight: var(--wa-font-weight-semibold);
    text-align: left;
    white-space: nowrap;
  }
  th,
  td {
    padding: 6px var(--wa-space-s);
    border-bottom: var(--sd-hairline);
  }
  tbody tr:last-child td {
    border-bottom: 0;
  }
  tbody tr:hover td {
    background: var(--sd-color-hover);
  }
`
