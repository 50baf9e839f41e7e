import type { Sender } from '../../core/aggregate/command.ts'
import { parseHeader } from '../../core/events/header.ts'
import type { Refusal } from '../../core/protocol/errors.ts'
import type { CommandBus } from '../actors/command-bus.ts'
import type { Store } from '../store/store.ts'
import { type GithubComment, type GithubIssue, readComment, readIssue } from './github.ts'
import { githubId } from './github-ids.ts'
import type { GithubIndex, IndexedIssue, Located } from './github-index.ts'
import { People } from './people.ts'
import { parseRecord, type RecordFile } from './record-file.ts'
import type { ImportSummary, Tally } from './summary.ts'

/** Who speaks in the events of an import: the texts' authors are named in their facts. */
export const IMPORTER: Sender = { type: 'system', id: 'github-import' }

/** Commands that are handed to one ticket at once: the store takes as many in one commit. */
const COMMANDS_AT_ONCE = 64
/** Events of a ticket that are read at once, to see what an earlier import did. */
const EVENTS_AT_ONCE = 500

export type ImportParts = {
  /** One with unique names (accounts/names.ts). */
  readonly bus: CommandBus
  readonly store: Pick<Store, 'head' | 'chainPage'>
}

/** A command to a ticket, and what to do where it is refused. */
type TicketCommand = {
  readonly id: string
  readonly type: string
  readonly payload: unknown
  readonly tally?: Tally
  refused(refusal: Refusal): void
}

/** What an earlier import has done to a ticket. `touched`: somebody else has changed it since. */
type Recorded = { readonly commands: ReadonlySet<string>; readonly touched: boolean }

/** The import of one file's issues, each by itself. Commands to one ticket go in order; what an earlier import did isn't sent again. */
export class IssueImport {
  readonly #file: RecordFile
  readonly #parts: ImportParts
  readonly #index: GithubIndex
  readonly #people: People
  readonly #summary: ImportSummary
  readonly #keys: ReadonlySet<string>

  constructor(file: RecordFile, index: GithubIndex, summary: ImportSummary, parts: ImportParts) {
    this.#file = file
    this.#index = index
    this.#summary = summary
    this.#parts = parts
    this.#people = new People({ ...parts, by: IMPORTER, displayNames: index.people, tally: summary.people })
    this.#keys = new Set(index.issues.map(({ key }) => key))
  }

  hasIssue(key: string): boolean {
    return this.#keys.has(key)
  }

  async importIssue(place: IndexedIssue): Promise<void> {
    const { key } = place
    const parsed = parseRecord(await this.#file.read(place))
    const read = readIssue(key, parsed.ok ? parsed.value : null)
    if (!read.ok) {
      this.#skip(place, read.problem)
      return
    }
    const { issue, problems } = read.value
    for (const problem of problems) this.#skip(place, problem)
    if (issue.announcedComments > issue.comments.length && !this.#index.comments.has(key)) this.#summary.withoutComments++
    const ticket = githubId('ticket', key)
    const recorded = await this.#recorded(ticket)
    const inline = await this.#commentCommands(key, place, issue.comments)
    const separate = await this.#separateComments(key, this.#index.comments.get(key) ?? [])
    const commands = [
      await this.#creation(key, place, issue),
      ...this.#labels(key, place, issue),
      ...inline,
      ...separate,
      ...(await this.#ending(key, ticket, issue, place, recorded)),
    ]
    await this.#send(ticket, commands, recorded)
  }

  /** Comments whose issue isn't in this file: it may have been imported before. */
  async importComments(key: string, places: readonly Located[]): Promise<void> {
    const ticket = githubId('ticket', key)
    if ((await this.#parts.store.head({ type: 'ticket', id: ticket })) === null) {
      for (const place of places) {
        this.#skip(place, { what: 'comment', field: 'issue_url', reason: `names ${key}, which was never imported` })
      }
      return
    }
    const recorded = await this.#recorded(ticket)
    await this.#send(ticket, await this.#separateComments(key, places), recorded)
  }

  async #creation(key: string, place: Located, issue: GithubIssue): Promise<TicketCommand> {
    const id = githubId('create', key)
    const imported = { author: await this.#people.ensure(issue.author), at: issue.at }
    return {
      id,
      type: 'create_ticket',
      payload: { title: issue.title, body: issue.body, imported },
      tally: this.#summary.tickets,
      refused: why => this.#skip(place, { what: 'record', field: why.field ?? null, reason: `was refused: ${why.text}` }),
    }
  }

  #labels(key: string, place: Located, issue: GithubIssue): readonly TicketCommand[] {
    return issue.labels.map(label => ({
      id: githubId('label', key, label),
      type: 'add_label',
      payload: { label },
      // Somebody here may have given it the label already.
      refused: why =>
        why.code !== 'nothing_to_change' && this.#skip(place, { what: 'label', field: 'labels', reason: `was refused: ${why.text}` }),
    }))
  }

  async #separateComments(key: string, places: readonly Located[]): Promise<readonly TicketCommand[]> {
    const commands: TicketCommand[] = []
    for (const [position, place] of places.entries()) {
      const parsed = parseRecord(await this.#file.read(place))
      const read = readComment(key, parsed.ok ? parsed.value : null, position)
      if (read.ok) commands.push(...(await this.#commentCommands(key, place, [read.value])))
      else this.#skip(place, read.problem)
    }
    return commands
  }

  async #commentCommands(key: string, place: Located, comments: readonly GithubComment[]): Promise<TicketCommand[]> {
    const commands: TicketCommand[] = []
    for (const comment of comments) {
      const id = githubId('add comment', key, comment.id)
      const imported = { author: await this.#people.ensure(comment.author), at: comment.at }
      commands.push({
        id,
        type: 'add_comment',
        payload: { commentId: comment.id, body: comment.body, imported },
        tally: this.#summary.comments,
        refused: why => this.#skip(place, { what: 'comment', field: why.field ?? null, reason: `was refused: ${why.text}` }),
      })
    }
    return commands
  }

  /** A closed issue is solved, and assigned to nobody: it needs no place. An open one is assigned, if its person has a place. */
  async #ending(key: string, ticket: string, issue: GithubIssue, place: Located, recorded: Recorded): Promise<readonly TicketCommand[]> {
    if (issue.closed) {
      const refused = (why: Refusal) =>
        why.code !== 'not_in_this_state' && this.#skip(place, { what: 'record', field: 'state', reason: `was refused: ${why.text}` })
      return [{ id: githubId('solve', key), type: 'solve_ticket', payload: {}, refused }]
    }
    const login = issue.assignee
    // What people here did to a ticket since it was imported counts more than what the file says.
    if (login === null || recorded.touched) return []
    const assignee = await this.#people.ensure(login)
    return [
      {
        id: githubId('assign', key, login.toLowerCase()),
        type: 'assign_ticket',
        payload: { assignee },
        refused: why => why.code !== 'already_assigned' && this.#summary.unassigned.push({ issue: key, ticket, login, reason: why.text }),
      },
    ]
  }

  /** Sends what isn't recorded yet, in order. Without its ticket nothing else of an issue can be kept. */
  async #send(ticket: string, commands: readonly TicketCommand[], recorded: Recorded): Promise<void> {
    // The same comment may stand in its issue and as a record of its own.
    const each = [...new Map(commands.map(command => [command.id, command])).values()]
    const missing = each.filter(({ id }) => !recorded.commands.has(id))
    for (const { id, tally } of each) if (tally !== undefined && recorded.commands.has(id)) tally.existing++
    for (let from = 0; from < missing.length; from += COMMANDS_AT_ONCE) {
      const window = missing.slice(from, from + COMMANDS_AT_ONCE)
      const results = await Promise.all(
        window.map(({ id, type, payload }) =>
          this.#parts.bus.execute({ id, aggregate: { type: 'ticket', id: ticket }, type, payload }, IMPORTER),
        ),
      )
      for (const [at, result] of results.entries()) {
        const command = window[at]
        if (command === undefined) continue
        if (!result.ok) command.refused(result.refusal)
        else if (command.tally !== undefined) command.tally.created++
        if (!result.ok && command.type === 'create_ticket') return
      }
    }
  }

  async #recorded(ticket: string): Promise<Recorded> {
    const commands = new Set<string>()
    let touched = false
    for (let version = 0, more = true; more; version += EVENTS_AT_ONCE) {
      const events = await this.#parts.store.chainPage({ type: 'ticket', id: ticket }, version, EVENTS_AT_ONCE)
      for (const { header } of events) {
        const { commandId, actor } = parseHeader(header)
        commands.add(commandId)
        if (actor.type !== IMPORTER.type || actor.id !== IMPORTER.id) touched = true
      }
      more = events.length === EVENTS_AT_ONCE
    }
    return { commands, touched }
  }

  #skip(
    place: Located,
    problem: { readonly what: 'record' | 'label' | 'comment'; readonly field: string | null; readonly reason: string },
  ): void {
    this.#summary.skipped.push({ record: place.record, line: place.line, ...problem })
  }
}
