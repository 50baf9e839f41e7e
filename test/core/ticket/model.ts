import type { RefusalCode } from '../../../core/protocol/errors.ts'
import type { TicketCommand } from '../../../core/ticket/commands.ts'
import { type Entry, erasedIn, type Model } from '../aggregate/model.ts'
import type { Draft } from '../aggregate/subject.ts'

type Log = readonly Entry[]

/** The ticket's rules told by looking things up in what happened: nothing is folded, no machine. */
export const ticketModel: Model<TicketCommand> = { answer, view }

const MOST_LABELS = 50

function answer(log: Log, command: TicketCommand): RefusalCode | Draft {
  const isSystem = command.by.type === 'system'
  const isAdministrator = isSystem || (command.by.type === 'user' && command.by.role === 'admin')
  if (command.type === 'create_ticket') {
    if (log.length > 0) return 'not_in_this_state'
    const { title, body, imported } = command.payload
    if (imported === undefined) return draft('ticket_created', { number: command.number }, { title, body })
    if (!isSystem) return 'not_allowed'
    return draft('ticket_created', { number: command.number, author: imported.author }, { title, body, originalAt: imported.at })
  }
  if (log.length === 0) return 'not_found'
  const state = stateOf(log)
  switch (command.type) {
    case 'solve_ticket':
      return state === 'open' ? draft('ticket_solved') : 'not_in_this_state'
    case 'reopen_ticket':
      return state === 'solved' ? draft('ticket_reopened') : 'not_in_this_state'
    case 'edit_ticket': {
      if (state === 'solved') return 'not_in_this_state'
      const { title = textOf(log, 'title'), body = textOf(log, 'body') } = command.payload
      const content = {
        ...(title === textOf(log, 'title') ? {} : { title }),
        ...(body === textOf(log, 'body') ? {} : { body }),
      }
      const fields = Object.keys(content)
      return fields.length === 0 ? 'nothing_to_change' : draft('ticket_edited', { fields }, content)
    }
    case 'assign_ticket':
      if (state === 'solved') return 'not_in_this_state'
      return command.payload.assignee === assigneeOf(log) ? 'already_assigned' : draft('ticket_assigned', command.payload)
    case 'unassign_ticket':
      return assigneeOf(log) === null ? 'nothing_to_change' : draft('ticket_unassigned')
    case 'set_priority':
      if (state === 'solved') return 'not_in_this_state'
      return command.payload.priority === priorityOf(log) ? 'nothing_to_change' : draft('priority_set', command.payload)
    case 'add_label':
      if (labelsOf(log).includes(command.payload.label)) return 'nothing_to_change'
      return labelsOf(log).length < MOST_LABELS ? draft('label_added', command.payload) : 'too_long'
    case 'remove_label':
      return labelsOf(log).includes(command.payload.label) ? draft('label_removed', command.payload) : 'nothing_to_change'
    case 'add_comment': {
      const { commentId, body, imported } = command.payload
      if (imported !== undefined && !isSystem) return 'not_allowed'
      if (commentsOf(log).some(({ id }) => id === commentId)) return 'malformed'
      if (imported === undefined) return draft('comment_added', { commentId }, { body })
      return draft('comment_added', { commentId, author: imported.author }, { body, originalAt: imported.at })
    }
    case 'edit_comment':
    case 'delete_comment': {
      const { commentId } = command.payload
      const comment = commentsOf(log).find(({ id, deleted }) => id === commentId && !deleted)
      if (comment === undefined) return 'comment_not_found'
      if (!isSystem && comment.author !== command.by.id) return 'comment_author_only'
      if (command.type === 'delete_comment') return draft('comment_deleted', { commentId })
      return command.payload.body === comment.body
        ? 'nothing_to_change'
        : draft('comment_edited', { commentId }, { body: command.payload.body })
    }
    case 'erase_content': {
      const { version, reason } = command.payload
      if (!isAdministrator) return 'not_allowed'
      return contentsOf(log).includes(version) ? draft('content_erased', { version, reason }) : 'nothing_to_change'
    }
  }
}

function view(log: Log) {
  const [created] = log
  const last = log.at(-1)
  if (created === undefined || last === undefined) throw new Error('only a ticket with events is looked at')
  return {
    state: stateOf(log),
    number: created.facts.number,
    title: textOf(log, 'title'),
    body: textOf(log, 'body'),
    author: authorOf(created),
    createdAt: writtenAt(log, created),
    updatedAt: last.at,
    assignee: assigneeOf(log),
    priority: priorityOf(log),
    labels: labelsOf(log),
    comments: commentsOf(log),
    contents: contentsOf(log),
    version: log.length,
  }
}

function draft(type: string, facts: Draft['facts'] = {}, content: Draft['content'] = null): Draft {
  return { type, facts, content }
}

function lastOf(log: Log, ...types: string[]): Entry | undefined {
  return log.findLast(({ type }) => types.includes(type))
}

function stateOf(log: Log): 'open' | 'solved' {
  return lastOf(log, 'ticket_created', 'ticket_solved', 'ticket_reopened')?.type === 'ticket_solved' ? 'solved' : 'open'
}

function assigneeOf(log: Log) {
  return lastOf(log, 'ticket_assigned', 'ticket_unassigned')?.facts.assignee ?? null
}

function priorityOf(log: Log) {
  return lastOf(log, 'priority_set')?.facts.priority ?? 'normal'
}

/** A label stands where it was added last, unless it was removed since. */
function labelsOf(log: Log) {
  const latest = new Map<unknown, Entry>()
  for (const entry of log) if (entry.type.startsWith('label_')) latest.set(entry.facts.label, entry)
  return [...latest.values()]
    .filter(({ type }) => type === 'label_added')
    .sort((a, b) => a.version - b.version)
    .map(({ facts }) => facts.label)
}

function textOf(log: Log, field: string) {
  const carrier = log.findLast(({ type, content }) => /^ticket_(created|edited)$/.test(type) && content !== null && field in content)
  return carrier === undefined || erasedIn(log).has(carrier.version) ? null : (carrier.content?.[field] ?? null)
}

function commentsOf(log: Log) {
  return log
    .filter(({ type }) => type === 'comment_added')
    .map(added => {
      const mine = log.filter(({ facts }) => facts.commentId === added.facts.commentId)
      const carrier = lastOf(mine, 'comment_added', 'comment_edited', 'comment_deleted')
      const isErased = carrier !== undefined && erasedIn(log).has(carrier.version)
      return {
        id: added.facts.commentId,
        author: authorOf(added),
        body: isErased ? null : (carrier?.content?.body ?? null),
        at: writtenAt(log, added),
        editedAt: lastOf(mine, 'comment_edited')?.at ?? null,
        deleted: lastOf(mine, 'comment_deleted') !== undefined,
      }
    })
}

function authorOf({ facts, by }: Entry) {
  return facts.author ?? (by.type === 'user' ? by.id : null)
}

function writtenAt(log: Log, { version, at, content }: Entry) {
  return erasedIn(log).has(version) ? at : (content?.originalAt ?? at)
}

function contentsOf(log: Log): readonly number[] {
  return log.filter(({ version, content }) => content !== null && !erasedIn(log).has(version)).map(({ version }) => version)
}
