import '@awesome.me/webawesome/dist/components/dialog/dialog.js'
import type { LitElement } from 'lit'

/**
 * Opens the dialog that an element renders, once it is there: a dialog that is made open neither focuses the field marked `autofocus`
 * nor tells that it was shown. Call it in `firstUpdated`.
 */
export async function openDialog(host: LitElement): Promise<void> {
  const dialog = host.renderRoot.querySelector('wa-dialog')
  await dialog?.updateComplete
  if (dialog !== null) dialog.open = true
}
