import { css, html, nothing } from 'lit'
import { exactTime } from '../../components/time.ts'
import type { Alarm } from '../memory/records.ts'
import { sideFacts } from './side-facts.ts'
import { words } from './words.ts'

/** For the list that `sides` makes. */
export const sidesStyle = css`
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 2px var(--wa-space-s);
    margin-block: var(--wa-space-2xs);
  }
  dt {
    font-weight: var(--wa-font-weight-semibold);
  }
  dd {
    overflow-wrap: anywhere;
  }
  @media (max-width: 719px) {
    dl {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`

/** Both sides of an alarm: what was seen before, and what is shown now. */
export function sides(alarm: Alarm) {
  return html`<dl>${side(alarm, 'remembered', words.before)}${side(alarm, 'shown', words.now)}</dl>`
}

function side(alarm: Alarm, side: 'remembered' | 'shown', title: string) {
  const { at, bundle } = alarm[side]
  return html`<dt>${title}</dt>
    <dd>${sideFacts(alarm, side).map(({ text, value }) => html`<div>${text} ${value === null ? nothing : html`<span class="mono">${value}</span>`}</div>`)}
      <div>${at === null ? nothing : words.since(exactTime(at))}${bundle === null ? nothing : ` ${words.bundle}`}</div></dd>`
}
