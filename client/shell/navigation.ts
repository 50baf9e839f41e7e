import { html, type TemplateResult } from 'lit'
import { type IconName, icon } from '../components/icons.ts'
import type { AppLocation, PageName } from '../state/router.ts'
import { words } from '../words.ts'

const LINKS: readonly { readonly page: Exclude<PageName, 'ticket' | 'not-found'>; readonly icon: IconName }[] = [
  { page: 'tickets', icon: 'circle-dot' },
  { page: 'board', icon: 'square-kanban' },
  { page: 'events', icon: 'activity' },
  { page: 'people', icon: 'users' },
  { page: 'data', icon: 'table' },
  { page: 'anchors', icon: 'anchor' },
  { page: 'verify', icon: 'shield-check' },
]

/** The places: at the side, on a phone along the bottom. */
export function navigation({ page }: AppLocation): TemplateResult {
  const here = page === 'ticket' ? 'tickets' : page
  return html`<nav aria-label=${words.navigation} @focusin=${intoSight}>
    ${LINKS.map(
      link =>
        html`<a href="/${link.page}" aria-current=${link.page === here ? 'page' : 'false'}>${icon(link.icon)}<span>${words.pages[link.page]}</span></a>`,
    )}
  </nav>`
}

/** On a phone with large letters the bar scrolls; a browser leaves alone what it sees a part of. */
function intoSight({ target }: FocusEvent): void {
  if (target instanceof Element) target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
