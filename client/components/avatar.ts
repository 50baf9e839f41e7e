import { css, html, type TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'

/** Styles of `avatar()`: add them to the element's own. */
export const avatarStyles = css`
  .avatar {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 1.5rem;
    height: 1.5rem;
    border-radius: 50%;
    background: light-dark(oklch(90% 0.05 var(--hue)), oklch(36% 0.06 var(--hue)));
    color: light-dark(oklch(34% 0.08 var(--hue)), oklch(92% 0.04 var(--hue)));
    font-size: 0.625rem;
    font-weight: var(--wa-font-weight-bold);
    letter-spacing: 0.01em;
    line-height: 1;
    user-select: none;
  }
  .avatar.large {
    width: 2rem;
    height: 2rem;
    font-size: 0.75rem;
  }
  .avatar.nobody {
    background: none;
    border: 1px dashed var(--wa-color-neutral-border-loud);
  }
`

/**
 * A person as a coloured disc with initials: decoration, hidden from screen readers, since the name stands beside it or in the row's label.
 * `id` makes the colour; null is a dashed disc for nobody.
 */
export function avatar(id: string | null, name: string, size: 'small' | 'large' = 'small'): TemplateResult {
  if (id === null) return html`<span class="avatar nobody" title=${name} aria-hidden="true"></span>`
  const hue = (Number.parseInt(id.slice(0, 6), 16) * 47) % 360
  return html`<span class="avatar ${size}" style=${styleMap({ '--hue': String(hue) })} title=${name} aria-hidden="true">${initials(name)}</span>`
}

function initials(name: string): string {
  const names = name.split(/[\s._-]+/u).filter(part => part !== '')
  const letters = names.length > 1 ? [names[0], names.at(-1)] : [names[0]]
  return letters
    .map(part => [...(part ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
