import { html, type TemplateResult } from 'lit'
import type { Overlay } from './overlay.ts'

type Sheet = { load(): Promise<unknown>; render(close: () => void): TemplateResult }

/** Each sheet's module, loaded when the browser is idle or when it is first opened, and its element. */
export const SHEETS: Readonly<Record<Overlay, Sheet>> = {
  palette: {
    load: () => import('./command-palette.ts'),
    render: close => html`<sd-command-palette @sd-close=${close}></sd-command-palette>`,
  },
  help: {
    load: () => import('./help-sheet.ts'),
    render: close => html`<sd-help-sheet @sd-close=${close}></sd-help-sheet>`,
  },
  'new-ticket': {
    load: () => import('../new-ticket/new-ticket-dialog.ts'),
    render: close => html`<sd-new-ticket-dialog @sd-close=${close}></sd-new-ticket-dialog>`,
  },
}

export const loadSignIn = () => import('./sign-in-dialog.ts')

/** What is opened by a key shouldn't need the network then: it may be away. What can't be had now is asked for again when it is opened. */
export function preloadSheets(): void {
  const menu = () => import('./menu-parts.ts')
  const password = () => import('./password-dialog.ts')
  const loads = [...Object.values(SHEETS).map(sheet => sheet.load), loadSignIn, menu, password]
  for (const load of loads) load().catch(() => {})
}
