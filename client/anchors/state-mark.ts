import { css, html, type SVGTemplateResult, svg, type TemplateResult } from 'lit'
import type { AnchorState } from '../../core/anchor/row.ts'
import { words } from './words.ts'

/** Colours of the marks below. Each state also has a shape and a word of its own. */
export const stateMarkStyles = css`
  .mark {
    fill: var(--wa-color-surface-default);
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .mark.full {
    fill: currentColor;
  }
  .mark.dashed {
    stroke-dasharray: 3 4;
  }
  .mark.sign {
    fill: none;
  }
  .mark.inverse {
    fill: none;
    stroke: var(--wa-color-surface-default);
  }
  .prepared,
  .genesis,
  .open {
    color: var(--wa-color-text-quiet);
  }
  .published,
  .mined {
    color: var(--sd-color-open);
  }
  .final {
    color: var(--sd-color-solved);
  }
  .rejected {
    color: var(--wa-color-danger-on-quiet);
  }
  .anchor-state {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-weight: var(--wa-font-weight-semibold);
    white-space: nowrap;
  }
`

/** The shape of a state around the origin, 20 wide: before a block round, in one square, final full, refused a triangle. */
export function stateShape(state: AnchorState | 'genesis' | 'open'): SVGTemplateResult {
  switch (state) {
    case 'genesis':
      return svg`<path class="mark" d="M0 -11L11 0L0 11L-11 0Z" /><circle class="mark full" r="2" />`
    case 'open':
      return svg`<circle class="mark dashed" r="9" />`
    case 'prepared':
      return svg`<circle class="mark dashed" r="9" /><circle class="mark full" r="2" />`
    case 'published':
      return svg`<circle class="mark" r="9" /><circle class="mark full" r="3" />`
    case 'mined':
      return svg`<rect class="mark" x="-9" y="-9" width="18" height="18" rx="2" /><path class="mark sign" d="M-4 0L-1 3L4 -3" />`
    case 'final':
      return svg`<rect class="mark full" x="-9" y="-9" width="18" height="18" rx="2" /><path class="mark inverse" d="M-4 0L-1 3L4 -3" />`
    case 'rejected':
      return svg`<path class="mark" d="M0 -10L10 8L-10 8Z" /><path class="mark sign" d="M-2.500 0L2.500 5M2.500 0L-2.500 5" />`
  }
}

/** A state by shape, colour and word. */
export function stateMark(state: AnchorState): TemplateResult {
  return html`<span class="anchor-state ${state}" title=${words.state[state].hint}>
    <svg width="16" height="16" viewBox="-12 -12 24 24" aria-hidden="true">${stateShape(state)}</svg>${words.state[state].name}</span>`
}
