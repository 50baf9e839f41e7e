import { html, type TemplateResult } from 'lit'
import { emptyState, errorState } from '../components/states.ts'
import { words } from './words.ts'

/** In the place of a ticket that isn't there. */
export function missingTicket(): TemplateResult {
  return emptyState({
    icon: 'inbox',
    title: words.notFound,
    hint: words.notFoundHint,
    action: html`<a href="/tickets">${words.toTheList}</a>`,
  })
}

/** In the place of a ticket that couldn't be loaded. Its host has `buttonStyle`. */
export function failedTicket(text: string, tryAgain: () => void): TemplateResult {
  return errorState({ title: words.failed, text, action: html`<button class="button" @click=${tryAgain}>${words.tryAgain}</button>` })
}
