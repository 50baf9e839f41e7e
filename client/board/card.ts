import { css, html, nothing, type TemplateResult } from 'lit'
import type { TicketRow } from '../../core/ticket/row.ts'
import { avatar } from '../components/avatar.ts'
import { labelChip, priorityMark } from '../components/chips.ts'
import { icon } from '../components/icons.ts'
import { timeMark } from '../components/time.ts'
import { words } from '../words.ts'

export const cardStyles = css`
  .card {
    position: relative;
    display: grid;
    gap: var(--wa-space-xs);
    padding: var(--wa-space-xs) var(--wa-space-s);
    border: var(--sd-hairline);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-surface-raised);
  }
  .card:hover {
    border-color: var(--wa-color-neutral-border-normal);
  }
  .card[draggable='true'] {
    cursor: grab;
  }
  .card.moving {
    opacity: 0.5;
  }
  .card header {
    display: flex;
    align-items: center;
    gap: var(--wa-space-xs);
    min-height: 1.5rem;
    font-size: var(--wa-font-size-s);
  }
  .card header .space {
    flex: 1;
  }
  .card a {
    color: var(--wa-color-text-normal);
    font-weight: var(--wa-font-weight-semibold);
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .card .labels {
    display: flex;
    flex-wrap: wrap;
    gap: var(--wa-space-2xs);
  }
  .card footer {
    display: flex;
    align-items: center;
    gap: var(--wa-space-s);
    min-height: 1.5rem;
    font-size: var(--wa-font-size-s);
  }
  .card footer .assignee {
    display: flex;
    align-items: center;
    gap: var(--wa-space-xs);
    flex: 1;
    min-width: 0;
  }
  .card .comments {
    display: inline-flex;
    align-items: center;
    gap: var(--wa-space-2xs);
  }
  .menu {
    display: grid;
    place-items: center;
    width: 1.5rem;
    height: 1.5rem;
    border: 0;
    border-radius: var(--wa-border-radius-s);
    background: none;
    color: var(--wa-color-text-quiet);
    font: inherit;
    cursor: pointer;
  }
  .menu:hover {
    background: var(--wa-color-neutral-fill-normal);
    color: var(--wa-color-text-normal);
  }
`

/** A ticket on the board. `menu` stands at its upper corner. */
export function ticketCard(row: TicketRow, context: { assignee: string | null; now: number; menu: TemplateResult }): TemplateResult {
  return html`
    <header>
      <span class="quiet number">#${row.number}</span>
      ${row.priority === 'normal' ? nothing : priorityMark(row.priority)}
      <span class="space"></span>
      ${context.menu}
    </header>
    <a href="/tickets/${row.number}" draggable="false">${row.title ?? words.list.erasedTitle}</a>
    ${row.labels.length === 0 ? nothing : html`<div class="labels">${row.labels.slice(0, 5).map(labelChip)}</div>`}
    <footer class="quiet">
      <span class="assignee">
        ${context.assignee === null ? nothing : html`${avatar(row.assignee, context.assignee)}<span class="truncate">${context.assignee}</span>`}
      </span>
      ${row.comments === 0 ? nothing : html`<span class="comments number" title=${words.list.comments(row.comments)}>${icon('message')}${row.comments}</span>`}
      ${timeMark(row.updatedAt, context.now)}
    </footer>
  `
}
