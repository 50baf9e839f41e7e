import { css } from 'lit'

/** Buttons that say why they can't be used: plain ones, so that they keep the focus while they are off. */
export const buttonStyle = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 32px;
    padding: 0 12px;
    border: 1px solid var(--wa-color-neutral-border-loud);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-surface-default);
    color: var(--wa-color-text-normal);
    font: inherit;
    font-weight: var(--wa-font-weight-semibold);
    white-space: nowrap;
    cursor: pointer;
  }
  .button:hover {
    background: var(--wa-color-neutral-fill-quiet);
  }
  .button:active {
    background: var(--wa-color-neutral-fill-normal);
  }
  .button.brand,
  .button.danger {
    border-color: transparent;
    background: var(--fill);
    color: var(--on-fill);
  }
  .button.brand {
    --fill: var(--wa-color-brand-fill-loud);
    --on-fill: var(--wa-color-brand-on-loud);
  }
  .button.danger {
    --fill: var(--wa-color-danger-fill-loud);
    --on-fill: var(--wa-color-danger-on-loud);
  }
  .button:is(.brand, .danger):hover {
    background: color-mix(in oklab, var(--fill), black 10%);
  }
  .button:is(.brand, .danger):active {
    background: color-mix(in oklab, var(--fill), black 20%);
  }
  .button.bare {
    min-height: 28px;
    padding: 0 8px;
    border-color: transparent;
    background: none;
    color: var(--wa-color-text-quiet);
    font-weight: var(--wa-font-weight-normal);
  }
  .button.bare:hover,
  .button.bare:active {
    background: var(--sd-color-hover);
    color: var(--wa-color-text-normal);
  }
  .button.icon {
    width: 28px;
    padding: 0;
  }
  .button.button[aria-disabled='true'],
  .button.button[aria-disabled='true']:is(:hover, :active) {
    border-color: var(--wa-color-surface-border);
    background: none;
    color: var(--wa-color-text-quiet);
    cursor: help;
  }
  .button.button.bare[aria-disabled='true'] {
    border-color: transparent;
    opacity: 0.55;
  }
  .field {
    width: 100%;
    padding: 6px 10px;
    border: 1px solid var(--wa-form-control-border-color);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-form-control-background-color);
    color: var(--wa-color-text-normal);
    font: inherit;
  }
  .field::placeholder {
    color: var(--wa-color-text-quiet);
  }
  textarea.field {
    min-height: 6lh;
    max-height: 60vh;
    field-sizing: content;
    line-height: 1.5;
    resize: vertical;
  }
  .refusal {
    padding: var(--wa-space-xs) var(--wa-space-s);
    border-left: 3px solid var(--wa-color-danger-border-loud);
    border-radius: var(--wa-border-radius-s);
    background: var(--wa-color-danger-fill-quiet);
    color: var(--wa-color-danger-on-quiet);
  }
  .refusal:empty {
    display: none;
  }
`
