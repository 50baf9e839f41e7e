import { css, html, nothing, type TemplateResult } from 'lit'
import type { AnchorRow } from '../../core/anchor/row.ts'
import type { Trouble } from '../../core/protocol/anchoring.ts'
import { icon } from '../components/icons.ts'
import { exactTime, timeMark } from '../components/time.ts'
import { words } from './words.ts'

export const troubleStyles = css`
  .troubles {
    display: grid;
    gap: var(--wa-space-xs);
  }
  .trouble {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px var(--wa-space-s);
    padding: var(--wa-space-s) var(--wa-space-m);
    border: 1px solid var(--wa-color-warning-border-loud);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-warning-fill-quiet);
    overflow-wrap: anywhere;
  }
  .trouble > .icon {
    margin-top: 0.15em;
    color: var(--wa-color-warning-on-quiet);
  }
  .trouble p {
    grid-column: 2;
  }
  .trouble .when {
    font-weight: var(--wa-font-weight-normal);
  }
`

/** Every trouble: what is wrong, since when, and what happens next or is to be done. */
export function troubleList(troubles: readonly Trouble[], anchors: readonly AnchorRow[], now: number): TemplateResult | typeof nothing {
  if (troubles.length === 0) return nothing
  return html`<section aria-labelledby="troubles">
    <h2 id="troubles" class="visually-hidden">${words.troubles}</h2>
    <ul class="troubles">${troubles.map(trouble => troubleItem(trouble, anchors, now))}</ul>
  </section>`
}

function troubleItem({ code, anchor, text, next, since, retryAt }: Trouble, anchors: readonly AnchorRow[], now: number) {
  const about = anchors.find(({ id }) => id === anchor)
  return html`<li class="trouble">
    ${icon('warning')}
    <h3>${about === undefined ? nothing : html`${words.anchor(about.sequence)}: `}${words.trouble[code]}
      <span class="when">${words.since} ${timeMark(since, now)}</span></h3>
    <p>${text}</p>
    <p>${next}${retryAt === null ? nothing : html` <span title=${exactTime(retryAt)}>${words.retry(soon(retryAt, now))}</span>`}</p>
  </li>`
}

/** “in 40 s”; exact times only when pointed at. */
function soon(iso: string, now: number): string {
  const seconds = Math.ceil((Date.parse(iso) - now) / 1000)
  if (seconds <= 0) return 'now'
  return seconds < 120 ? `in ${seconds} s` : `in ${Math.round(seconds / 60)} min`
}
