import { css } from 'lit'

export const boardStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  .head {
    display: grid;
    gap: var(--wa-space-s);
    padding: var(--wa-space-m) var(--sd-gutter) var(--wa-space-s);
    border-bottom: var(--sd-hairline);
  }
  .title {
    display: flex;
    align-items: center;
    justify-content: space-between;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--wa-space-m);
    flex: 1;
    min-height: 0;
    padding: var(--wa-space-m) var(--sd-gutter) 0;
  }
  .column {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border: 1px solid transparent;
    border-radius: var(--wa-border-radius-m) var(--wa-border-radius-m) 0 0;
    background: var(--sd-color-column);
  }
  .column.over {
    border-color: var(--wa-color-brand-border-loud);
  }
  h2 {
    padding: var(--wa-space-xs) var(--wa-space-s);
  }
  h2 .quiet {
    font-weight: var(--wa-font-weight-normal);
  }
  .cards {
    display: grid;
    align-content: start;
    gap: var(--wa-space-xs);
    flex: 1;
    overflow: auto;
    padding: 2px var(--wa-space-xs) var(--wa-space-m);
  }
  .nothing {
    padding: var(--wa-space-l) var(--wa-space-s);
    text-align: center;
  }
  .more {
    min-height: 2rem;
    border: 0;
    border-radius: var(--wa-border-radius-m);
    background: none;
    color: var(--wa-color-text-link);
    font: inherit;
    cursor: pointer;
  }
  .more:hover {
    text-decoration: underline;
  }
  @media (max-width: 719px) {
    .head {
      padding-top: var(--wa-space-s);
    }
    .new::part(label) {
      position: absolute;
      clip-path: inset(50%);
    }
    .new > .icon {
      margin: 0;
    }
    .columns {
      grid-template-columns: repeat(3, 82vw);
      overflow-x: auto;
      scroll-snap-type: x mandatory;
      scroll-padding-inline: var(--sd-gutter);
      gap: var(--wa-space-s);
    }
    .column {
      scroll-snap-align: start;
    }
  }
`
