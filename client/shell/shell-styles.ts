import { css } from 'lit'

/** The frame: a column at the side, on a phone a bar above and one below. */
export const shellStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) / var(--sd-nav-width) minmax(0, 1fr);
    height: 100dvh;
  }
  /* Above everything, on every page. */
  sd-alarm-banner {
    grid-area: 1 / 1 / 2 / -1;
    max-height: 60dvh;
    overflow: auto;
    background: var(--wa-color-danger-fill-quiet);
  }
  header,
  main {
    grid-row: 2;
  }
  header {
    display: flex;
    flex-direction: column;
    gap: var(--wa-space-2xs);
    padding: var(--wa-space-s);
    border-right: var(--sd-hairline);
    background: var(--sd-color-sidebar);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: var(--wa-space-xs);
    padding: var(--wa-space-2xs) var(--wa-space-xs) var(--wa-space-m);
    color: var(--wa-color-text-normal);
    font-size: 1rem;
    font-weight: var(--wa-font-weight-bold);
    letter-spacing: -0.01em;
  }
  .brand:hover {
    text-decoration: none;
  }
  .seal {
    fill: var(--wa-color-brand-fill-loud);
  }
  .tick {
    fill: none;
    stroke: white;
    stroke-width: 3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  nav {
    display: flex;
    flex-direction: column;
    gap: 2px;
    flex: 1;
  }
  nav a {
    display: flex;
    align-items: center;
    gap: var(--wa-space-s);
    height: 2rem;
    padding: 0 var(--wa-space-xs);
    border-radius: var(--wa-border-radius-m);
    color: var(--wa-color-text-normal);
  }
  nav a .icon {
    color: var(--wa-color-text-quiet);
  }
  nav a:hover {
    background: var(--wa-color-neutral-fill-normal);
    text-decoration: none;
  }
  nav a[aria-current='page'] {
    background: var(--wa-color-neutral-fill-normal);
    font-weight: var(--wa-font-weight-bold);
  }
  nav a[aria-current='page'] .icon {
    color: var(--wa-color-text-link);
  }
  main {
    position: relative;
    min-width: 0;
    overflow: auto;
    background: var(--sd-color-canvas);
  }
  main:focus {
    outline: none;
  }
  main:focus-visible {
    outline: var(--wa-focus-ring);
    outline-offset: -2px;
  }
  .skip {
    position: absolute;
    z-index: 10;
    top: var(--wa-space-xs);
    left: var(--wa-space-xs);
    padding: var(--wa-space-xs) var(--wa-space-m);
    border: 0;
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-brand-fill-loud);
    font: inherit;
    color: var(--wa-color-brand-on-loud);
    transform: translateY(-200%);
  }
  .skip:focus {
    transform: none;
  }

  @media (max-width: 719px) {
    :host {
      grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
      padding-bottom: calc(3.5rem + env(safe-area-inset-bottom));
    }
    header {
      flex-flow: row wrap;
      align-items: center;
      padding: var(--wa-space-2xs) var(--wa-space-s);
      border-right: 0;
      border-bottom: var(--sd-hairline);
    }
    main {
      grid-row: 3;
    }
    .brand {
      padding: 0;
      flex: 1;
    }
    sd-account-menu {
      margin-left: auto;
    }
    nav {
      position: fixed;
      z-index: 5;
      inset: auto 0 0;
      flex-direction: row;
      gap: 0;
      padding-bottom: env(safe-area-inset-bottom);
      border-top: var(--sd-hairline);
      background: var(--sd-color-sidebar);
      /* Where there is no room for all of them, the bar scrolls. */
      overflow-x: auto;
      scrollbar-width: none;
    }
    nav a:focus-visible {
      outline-offset: -2px;
    }
    nav a {
      flex: 1 0 auto;
      min-width: 2.5rem;
      flex-direction: column;
      justify-content: center;
      gap: 2px;
      height: 3.5rem;
      padding: 0 3px;
      border-radius: 0;
      font-size: var(--wa-font-size-xs);
    }
    nav a .icon {
      width: 1.25rem;
      height: 1.25rem;
    }
    nav a[aria-current='page'] {
      background: none;
      color: var(--wa-color-text-link);
    }
  }
`
