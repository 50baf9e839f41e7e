import type { TicketFilter } from '../../../core/ticket/filter.ts'
import type { TicketRow } from '../../../core/ticket/row.ts'

/** In the name of a list: whoever it is assigned to, whichever labels it has. No id, label or `none` is written like this. */
const ANY = '*'

/** The name of the list of all tickets that have this assignee and this label, as far as a filter asks for them. */
export function listOf({ assignee = ANY, label = ANY }: Pick<TicketFilter, 'assignee' | 'label'>): string {
  return `${assignee} ${label}`
}

/**
 * The names of the lists that a ticket stands in: for each assignee that a filter can ask for, with each label. A list is then one piece of an
 * index with nothing else in between, whatever is asked for: nobody looks through the tickets with a label for those of one person.
 */
export function listsWith({ assignee, labels }: Pick<TicketRow, 'assignee' | 'labels'>): readonly string[] {
  const asked = [undefined, ...new Set(labels)]
  return [undefined, assignee ?? 'none'].flatMap(assignee => asked.map(label => listOf({ assignee, label })))
}

/** All labels of a ticket as one text: what has the same labels has the same text. */
export function labelSetOf({ labels }: Pick<TicketRow, 'labels'>): string {
  return [...new Set(labels)].sort().join(' ')
}

export function labelsIn(labelSet: string): readonly string[] {
  return labelSet === '' ? [] : labelSet.split(' ')
}
