import { css } from 'lit'

/** The conversation: cards on a line of small events. */
export const conversationStyle = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--wa-space-s);
    position: relative;
  }
  ol {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--wa-space-s);
  }
  li.comment {
    scroll-margin-block: 5rem;
  }
  li.event {
    display: grid;
    grid-template-columns: 2rem minmax(0, 1fr);
    gap: var(--wa-space-s);
    font-size: var(--wa-font-size-s);
  }
  li.event > .avatar {
    justify-self: center;
  }
  li.event sd-event-line {
    --event-line-space: 0;
  }
  li.event + li.event {
    margin-top: -4px;
  }
  .divider {
    display: flex;
    align-items: center;
    gap: var(--wa-space-s);
    color: var(--wa-color-brand-on-quiet);
    font-size: var(--wa-font-size-s);
    font-weight: var(--wa-font-weight-semibold);
  }
  .divider::before,
  .divider::after {
    content: '';
    flex: 1;
    border-top: 1px solid var(--wa-color-brand-border-normal);
  }
  .older {
    justify-self: center;
  }
  .new {
    position: sticky;
    bottom: var(--wa-space-m);
    z-index: 1;
    justify-self: center;
    border-radius: 999px;
    box-shadow: var(--wa-shadow-m);
  }
  .pending {
    display: grid;
    grid-template-columns: 2rem minmax(0, 1fr);
    gap: var(--wa-space-s);
  }
  sd-comment-composer {
    margin-top: var(--wa-space-xs);
    padding-top: var(--wa-space-m);
    border-top: var(--sd-hairline);
  }
  @media (max-width: 719px) {
    li.event {
      grid-template-columns: 1.5rem minmax(0, 1fr);
      gap: var(--wa-space-xs);
    }
    .pending {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
