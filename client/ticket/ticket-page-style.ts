import { css } from 'lit'
import { pageFrame } from '../styles/page-frame.ts'

export const ticketPageStyle = css`
  ${pageFrame}
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 16rem;
    gap: var(--wa-space-xl);
  }
  .main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: var(--wa-space-m);
    min-width: 0;
  }
  .back {
    font-size: var(--wa-font-size-s);
  }
  .tabs {
    display: flex;
    gap: var(--wa-space-m);
    margin-top: var(--wa-space-xs);
    border-bottom: var(--sd-hairline);
  }
  .tabs a {
    margin-bottom: -1px;
    padding: 6px 0;
    border-bottom: 2px solid transparent;
    color: var(--wa-color-text-quiet);
    font-weight: var(--wa-font-weight-semibold);
  }
  .tabs a:hover {
    color: var(--wa-color-text-normal);
    text-decoration: none;
  }
  .tabs a[aria-current] {
    border-bottom-color: var(--wa-color-brand-fill-loud);
    color: var(--wa-color-text-normal);
  }
  .typing {
    min-height: 1.5em;
    font-size: var(--wa-font-size-s);
  }
  @media (max-width: 959px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--wa-space-m);
    }
    sd-ticket-sidebar {
      order: -1;
    }
  }
`
