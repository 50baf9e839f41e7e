import '@awesome.me/webawesome/dist/components/button/button.js'
import '@awesome.me/webawesome/dist/components/dialog/dialog.js'
import '@awesome.me/webawesome/dist/components/input/input.js'
import { css } from 'lit'

/** Styles of a form in a dialog. Importing this brings the dialog, its buttons and inputs. */
export const formStyles = css`
  wa-dialog {
    --spacing: var(--wa-space-l);
  }
  /* The direction of what is typed, as a plain field has it from dir=auto. */
  wa-input::part(input),
  wa-textarea::part(textarea) {
    unicode-bidi: plaintext;
    text-align: start;
  }
  form {
    display: grid;
    gap: var(--wa-space-m);
  }
  .actions {
    display: flex;
    justify-content: flex-end;
    gap: var(--wa-space-xs);
  }
  .error {
    display: flex;
    gap: var(--wa-space-xs);
    padding: var(--wa-space-xs) var(--wa-space-s);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-danger-fill-quiet);
    color: var(--wa-color-danger-on-normal);
  }
  .error .icon {
    margin-top: 0.2em;
  }
`

/** The text of a form's field, as the person typed it. */
export function fieldText(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value : ''
}
