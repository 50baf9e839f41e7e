import type { TicketEvent } from '../../core/ticket/events.ts'
import { actorPart, type Part, personPart, type Sentence, say } from './words.ts'

/** What happened to a ticket, in words. `it` is what the sentence calls the ticket. Total: every event has its sentence. */
export function ticketSentence(event: TicketEvent, it: Part): Sentence {
  const who = actorPart(event.actor)
  switch (event.type) {
    case 'ticket_created':
      return event.facts.author === undefined ? say`${who} opened ${it}` : say`${who} brought in ${it} by ${personPart(event.facts.author)}`
    case 'ticket_edited':
      return edited(event, who, it)
    case 'ticket_assigned':
      return event.actor.id === event.facts.assignee
        ? say`${who} took ${it}`
        : say`${who} assigned ${it} to ${personPart(event.facts.assignee)}`
    case 'ticket_unassigned':
      return say`${who} unassigned ${it}`
    case 'ticket_solved':
      return say`${who} solved ${it}`
    case 'ticket_reopened':
      return say`${who} reopened ${it}`
    case 'priority_set':
      return say`${who} set the priority of ${it} to ${{ kind: 'priority', priority: event.facts.priority }}`
    case 'label_added':
      return say`${who} added the label ${{ kind: 'label', label: event.facts.label }} to ${it}`
    case 'label_removed':
      return say`${who} removed the label ${{ kind: 'label', label: event.facts.label }} from ${it}`
    case 'comment_added':
      return event.facts.author === undefined
        ? say`${who} commented on ${it}`
        : say`${who} brought in a comment by ${personPart(event.facts.author)} on ${it}`
    case 'comment_edited':
      return say`${who} edited a comment on ${it}`
    case 'comment_deleted':
      return say`${who} deleted a comment on ${it}`
    case 'content_erased':
      return say`${who} erased the text of version ${String(event.facts.version)} of ${it}, reason: ${event.facts.reason.replaceAll('_', ' ')}`
  }
}

function edited({ facts, content }: Extract<TicketEvent, { type: 'ticket_edited' }>, who: Part, it: Part): Sentence {
  const title = facts.fields.includes('title')
  const body = facts.fields.includes('body')
  const renamed: Sentence = content?.title === undefined ? [] : say` to ${{ kind: 'quote', text: content.title }}`
  if (title && body) return [...say`${who} edited the description of ${it} and changed its title`, ...renamed]
  return title ? [...say`${who} changed the title of ${it}`, ...renamed] : say`${who} edited the description of ${it}`
}
