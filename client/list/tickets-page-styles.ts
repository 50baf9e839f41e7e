import { css } from 'lit'

export const ticketsPageStyles = css`
  :host {
    position: relative;
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
    gap: var(--wa-space-m);
  }
  .states {
    display: flex;
    flex: 1;
    gap: 2px;
  }
  .states a {
    display: inline-flex;
    align-items: center;
    gap: var(--wa-space-2xs);
    height: 1.75rem;
    padding: 0 var(--wa-space-xs);
    border-radius: var(--wa-border-radius-m);
    color: var(--wa-color-text-quiet);
  }
  .states a:hover {
    background: var(--sd-color-hover);
    text-decoration: none;
  }
  .states a[aria-current='true'] {
    background: var(--wa-color-neutral-fill-normal);
    color: var(--wa-color-text-normal);
    font-weight: var(--wa-font-weight-semibold);
  }
  .states a .quiet {
    font-weight: var(--wa-font-weight-normal);
    font-size: var(--wa-font-size-s);
  }
  .body {
    position: relative;
    flex: 1;
    min-height: 0;
  }
  .fresh {
    position: absolute;
    z-index: 2;
    left: 50%;
    top: var(--wa-space-xs);
    display: inline-flex;
    align-items: center;
    gap: var(--wa-space-2xs);
    height: 2rem;
    padding: 0 var(--wa-space-m) 0 var(--wa-space-s);
    border: 0;
    border-radius: var(--wa-border-radius-pill);
    background: var(--wa-color-brand-fill-loud);
    box-shadow: var(--wa-shadow-l);
    color: var(--wa-color-brand-on-loud);
    font: inherit;
    font-weight: var(--wa-font-weight-semibold);
    transform: translateX(-50%);
    cursor: pointer;
  }
  @media (max-width: 719px) {
    .head {
      padding-top: var(--wa-space-s);
    }
    .title {
      gap: var(--wa-space-xs);
    }
    h1 {
      position: absolute;
      clip-path: inset(50%);
    }
    .new::part(label) {
      position: absolute;
      clip-path: inset(50%);
    }
    .new > .icon {
      margin: 0;
    }
  }
`
