import { css, html, type TemplateResult } from 'lit'

export const keyStyles = css`
  .keys {
    display: inline-flex;
    gap: var(--wa-space-2xs);
    flex: none;
  }
  kbd {
    min-width: 1.5rem;
    padding: 0 var(--wa-space-2xs);
    border: 1px solid var(--wa-color-neutral-border-normal);
    border-bottom-width: 2px;
    border-radius: var(--wa-border-radius-s);
    font-family: var(--wa-font-family-code);
    font-size: var(--wa-font-size-s);
    line-height: 1.5;
    text-align: center;
  }
`

/** Keys that are pressed one after the other, as caps: `g t`. */
export function keys(sequence: string): TemplateResult {
  return html`<span class="keys">${sequence.split(' ').map(key => html`<kbd>${key}</kbd>`)}</span>`
}
