import { css } from 'lit'

/** A comment, and one that is on its way. */
export const commentCardStyle = css`
  :host {
    display: block;
  }
  article {
    display: grid;
    grid-template-columns: 2rem minmax(0, 1fr);
    gap: var(--wa-space-s);
  }
  .card {
    border: var(--sd-hairline);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-surface-raised);
  }
  :host([marked]) .card {
    border-color: var(--wa-color-brand-border-loud);
    box-shadow: 0 0 0 3px var(--wa-color-brand-fill-quiet);
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--wa-space-s);
    min-height: 36px;
    padding: 2px var(--wa-space-xs) 2px var(--wa-space-m);
  }
  .person {
    color: inherit;
    font-weight: var(--wa-font-weight-bold);
  }
  .actions {
    display: flex;
  }
  .content {
    padding: 0 var(--wa-space-m) var(--wa-space-s);
  }
  .deleted {
    align-items: center;
    min-height: 32px;
  }
  .question {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--wa-space-xs);
    padding: var(--wa-space-xs) var(--wa-space-m);
    border-top: var(--sd-hairline);
  }
  .refusal {
    margin: 0 var(--wa-space-m) var(--wa-space-s);
  }
  .pending .card {
    border-style: dashed;
    opacity: 0.75;
  }
  @media (max-width: 719px) {
    article {
      grid-template-columns: minmax(0, 1fr);
    }
    article > .avatar {
      display: none;
    }
    .content {
      padding-inline: var(--wa-space-s);
    }
    header {
      padding-left: var(--wa-space-s);
    }
  }
`
