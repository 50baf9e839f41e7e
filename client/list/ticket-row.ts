import { css, html, nothing, type TemplateResult } from 'lit'
import type { TicketRow } from '../../core/ticket/row.ts'
import { avatar } from '../components/avatar.ts'
import { labelChip, priorityMark, stateMark } from '../components/chips.ts'
import { icon } from '../components/icons.ts'
import { timeMark } from '../components/time.ts'
import type { PeopleDirectory } from '../state/people.ts'
import { words } from '../words.ts'

export const rowStyles = css`
  .row {
    position: relative;
    display: grid;
    grid-template-columns: 1.25rem var(--number-width, 3rem) minmax(0, 1fr) 1.25rem 2.75rem 1.5rem 4.75rem;
    align-items: center;
    gap: var(--wa-space-s);
    width: 100%;
    height: 2.75rem;
    padding: 0 var(--sd-gutter);
    border-bottom: var(--sd-hairline);
  }
  .row > span {
    display: flex;
    align-items: center;
  }
  .row:hover {
    background: var(--sd-color-hover);
  }
  .row.cursor {
    background: var(--sd-color-selected);
    box-shadow: inset 2px 0 var(--wa-color-brand-fill-loud);
  }
  .row .subject {
    display: flex;
    align-items: center;
    gap: var(--wa-space-xs);
    min-width: 0;
  }
  .row a {
    color: var(--wa-color-text-normal);
    font-weight: var(--wa-font-weight-semibold);
  }
  .row a.solved {
    font-weight: var(--wa-font-weight-normal);
  }
  /* The whole row is the link's target; what stands in it is plain text. */
  .row a::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .row a:hover {
    text-decoration: none;
  }
  .row a:focus-visible {
    outline: none;
  }
  .row a:focus-visible::after {
    outline: var(--wa-focus-ring);
    outline-offset: -2px;
    border-radius: var(--wa-border-radius-s);
  }
  .row .labels {
    display: flex;
    flex: 0 1 auto;
    gap: var(--wa-space-2xs);
    min-width: 0;
    overflow: hidden;
  }
  .row .comments {
    display: inline-flex;
    align-items: center;
    gap: var(--wa-space-2xs);
    font-size: var(--wa-font-size-s);
  }
  .row .when {
    justify-content: end;
    font-size: var(--wa-font-size-s);
    white-space: nowrap;
  }
  .erased {
    font-style: italic;
  }

  @media (max-width: 719px) {
    .row {
      grid-template: 'state subject subject subject subject' auto 'priority number comments when when' auto / 1.25rem auto auto auto 1fr;
      align-content: center;
      gap: 2px var(--wa-space-s);
      height: 3.75rem;
      padding-right: calc(var(--sd-gutter) + 2.25rem);
    }
    .row .mark {
      grid-area: state;
    }
    .row .weight {
      grid-area: priority;
    }
    .row .subject {
      grid-area: subject;
    }
    .row .number {
      grid-area: number;
      font-size: var(--wa-font-size-s);
    }
    .row .comments {
      grid-area: comments;
    }
    .row .when {
      grid-area: when;
      justify-content: start;
    }
    .row .who {
      position: absolute;
      right: var(--sd-gutter);
      top: 50%;
      transform: translateY(-50%);
    }
    .row .labels {
      display: none;
    }
  }
`

type RowContext = {
  readonly people: PeopleDirectory
  /** Milliseconds since 1970. */
  readonly now: number
  readonly cursor: boolean
  /** Its place in the whole list, from 1, of which only a part is made. */
  readonly place: number
  readonly of: number
}

/** One line of a list: what a person must know to decide whether to open it. */
export function ticketRow(row: TicketRow, context: RowContext): TemplateResult {
  const assignee = row.assignee === null ? words.people.nobody : context.people.nameOf(row.assignee)
  return html`<div class="row ${context.cursor ? 'cursor' : ''}" role="listitem" aria-posinset=${context.place} aria-setsize=${context.of}>
    <span class="mark">${stateMark(row.state, { bare: true })}</span>
    <span class="number quiet">#${row.number}</span>
    <span class="subject">
      <a class="truncate ${row.state}" href="/tickets/${row.number}">${row.title ?? html`<span class="erased quiet">${words.list.erasedTitle}</span>`}</a>
      ${row.labels.length === 0 ? nothing : html`<span class="labels">${row.labels.slice(0, 4).map(labelChip)}</span>`}
    </span>
    <span class="weight">${priorityMark(row.priority, { bare: true })}</span>
    <span class="comments quiet number" title=${words.list.comments(row.comments)}>
      ${row.comments === 0 ? nothing : html`${icon('message')}${row.comments}<span class="visually-hidden">${words.list.comments(row.comments)}</span>`}
    </span>
    <span class="who">${avatar(row.assignee, assignee)}<span class="visually-hidden">${words.list.assignedTo(assignee)}</span></span>
    <span class="when quiet">${timeMark(row.updatedAt, context.now)}</span>
  </div>`
}
