import { css, html, nothing, type TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'
import type { Priority } from '../../core/ticket/commands.ts'
import { words } from '../words.ts'
import { type IconName, icon } from './icons.ts'

/** Styles of the marks below: add them to the element's own. */
export const chipStyles = css`
  .state {
    display: inline-flex;
    align-items: center;
    gap: var(--wa-space-2xs);
    font-weight: var(--wa-font-weight-semibold);
    white-space: nowrap;
  }
  .state.open {
    color: var(--sd-color-open);
  }
  .state.solved {
    color: var(--sd-color-solved);
  }
  .priority {
    display: inline-flex;
    align-items: center;
    gap: var(--wa-space-2xs);
    white-space: nowrap;
  }
  .priority.urgent {
    color: var(--sd-color-priority-urgent);
  }
  .priority.high {
    color: var(--sd-color-priority-high);
  }
  .priority.normal,
  .priority.low {
    color: var(--sd-color-priority-normal);
  }
  .label {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    max-width: 12rem;
    height: 1.25rem;
    padding: 0 var(--wa-space-xs);
    border: 1px solid var(--wa-color-neutral-border-normal);
    border-radius: var(--wa-border-radius-pill);
    color: var(--wa-color-text-normal);
    font-size: var(--wa-font-size-xs);
    line-height: 1;
    white-space: nowrap;
  }
  .label::before {
    content: '';
    flex: none;
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: oklch(62% 0.13 var(--hue));
  }
`

/** Open or solved, by icon and colour; with its word, or with the word for screen readers only. */
export function stateMark(state: 'open' | 'solved', { bare = false } = {}): TemplateResult {
  const word = bare ? html`<span class="visually-hidden">${words.state[state]}</span>` : words.state[state]
  return html`<span class="state ${state}" title=${bare ? words.state[state] : nothing}>${icon(state === 'open' ? 'circle-dot' : 'circle-check')}${word}</span>`
}

const PRIORITY_ICON: Readonly<Record<Priority, IconName>> = {
  urgent: 'chevrons-up',
  high: 'chevron-up',
  normal: 'minus',
  low: 'chevron-down',
}

/** A priority, by icon and colour; with its word, or with the word for screen readers only. */
export function priorityMark(priority: Priority, { bare = false } = {}): TemplateResult {
  const word = bare ? html`<span class="visually-hidden">${words.priority[priority]}</span>` : words.priority[priority]
  return html`<span class="priority ${priority}" title=${bare ? words.priority[priority] : nothing}>${icon(PRIORITY_ICON[priority])}${word}</span>`
}

/** A label with the dot of its colour, which follows from its name. */
export function labelChip(label: string): TemplateResult {
  return html`<span class="label" style=${styleMap({ '--hue': String(hueOf(label)) })}><span class="truncate">${label}</span></span>`
}

function hueOf(text: string): number {
  let hash = 7
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return (hash * 137) % 360
}
