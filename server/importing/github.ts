import { z } from 'zod'
import { isTime } from '../../core/events/names.ts'
import { filledText, LIMITS, text } from '../../core/protocol/text.ts'
import { githubId } from './github-ids.ts'
import { labelFor } from './github-names.ts'

/** What is wrong with a record, and where in it (`comments.3.body`); null: with all of it. The reason completes “the field …”. */
export type Problem = { readonly what: 'record' | 'label' | 'comment'; readonly field: string | null; readonly reason: string }

export type GithubComment = { readonly id: string; readonly author: string; readonly at: string; readonly body: string }

/** An issue in our terms; people still by their logins. */
export type GithubIssue = {
  readonly title: string
  readonly body: string
  readonly author: string
  readonly at: string
  readonly labels: readonly string[]
  readonly closed: boolean
  readonly assignee: string | null
  readonly comments: readonly GithubComment[]
  /** How many comments there are by the issue's own account; GitHub lists issues without their comments. */
  readonly announcedComments: number
}

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

/** The author of what belongs to a deleted account; GitHub shows the same. */
const GHOST = 'ghost'

/** GitHub writes times in UTC without milliseconds; ours have them. */
const time = z.string().transform((value, context) => {
  const parts = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,3})\d*)?Z$/.exec(value)
  const at = parts === null ? '' : `${parts[1]}.${(parts[2] ?? '').padEnd(3, '0')}Z`
  if (isTime(at)) return at
  context.addIssue({ code: 'custom', message: 'must be a time in UTC such as 2024-05-01T09:30:00Z' })
  return z.NEVER
})

const person = z.object({ login: filledText(LIMITS.displayName) })
const author = person.nullable().transform(user => user?.login ?? GHOST)

const issueSchema = z.object({
  title: filledText(LIMITS.title),
  body: text(LIMITS.body)
    .nullish()
    .transform(body => body ?? ''),
  user: author,
  labels: z.array(z.unknown()).default([]),
  state: z.enum(['open', 'closed']),
  assignee: person.nullish(),
  assignees: z.array(person).nullish(),
  created_at: time,
  /** The REST API has the number of comments here. */
  comments: z.union([z.number(), z.array(z.unknown())]).optional(),
  comments_list: z.array(z.unknown()).optional(),
})

const labelNameSchema = z.union([z.string(), z.object({ name: z.string() }).transform(label => label.name)], 'must be a label with a name')

const commentSchema = z.object({
  id: z.union([z.number().int(), z.string()]).optional(),
  user: author,
  body: filledText(LIMITS.body),
  created_at: time,
})

/** An issue with all that can be taken over; labels and comments that can’t are left out, and told. `key` is the issue's (`issueKey`). */
export function readIssue(key: string, value: unknown): Read<{ readonly issue: GithubIssue; readonly problems: readonly Problem[] }> {
  const parsed = read(issueSchema, value, 'record')
  if (!parsed.ok) return parsed
  const { title, body, user, state, created_at, assignee, assignees } = parsed.value
  const problems: Problem[] = []
  const labels = new Set<string>()
  for (const [at, label] of parsed.value.labels.entries()) {
    const name = readLabel(label, `labels.${at}`)
    if (name.ok) labels.add(name.value)
    else problems.push(name.problem)
  }
  const comments: GithubComment[] = []
  const list = parsed.value.comments_list === undefined ? 'comments' : 'comments_list'
  const inline = parsed.value[list]
  for (const [at, comment] of (Array.isArray(inline) ? inline : []).entries()) {
    const one = readComment(key, comment, at, `${list}.${at}`)
    if (one.ok) comments.push(one.value)
    else problems.push(one.problem)
  }
  const closed = state === 'closed'
  const assigned = assignee?.login ?? assignees?.[0]?.login ?? null
  const announcedComments = typeof parsed.value.comments === 'number' ? parsed.value.comments : 0
  const issue = { title, body, author: user, at: created_at, labels: [...labels], closed, assignee: assigned, comments, announcedComments }
  return { ok: true, value: { issue, problems } }
}

/** `position` tells comments without an id apart: where the comment stands in its list. */
export function readComment(key: string, value: unknown, position: number, field: string | null = null): Read<GithubComment> {
  const parsed = read(commentSchema, value, 'comment', field)
  if (!parsed.ok) return parsed
  const { id, user, created_at, body } = parsed.value
  const name = id === undefined ? `at ${position}` : String(id)
  return { ok: true, value: { id: githubId('comment', key, name), author: user, at: created_at, body } }
}

function readLabel(value: unknown, field: string): Read<string> {
  const name = read(labelNameSchema, value, 'label', field)
  if (!name.ok) return name
  const label = labelFor(name.value)
  if (label !== null) return { ok: true, value: label }
  const reason = `is “${name.value}”, which can’t be written as 1–${LIMITS.label} characters of a–z, 0–9 and dash`
  return { ok: false, problem: { what: 'label', field, reason } }
}

function read<T>(schema: z.ZodType<T>, value: unknown, what: Problem['what'], within: string | null = null): Read<T> {
  const parsed = schema.safeParse(value, { error: inWords })
  if (parsed.success) return { ok: true, value: parsed.data }
  const issue = parsed.error.issues[0]
  const path = [...(within === null ? [] : [within]), ...(issue?.path.map(String) ?? [])]
  return {
    ok: false,
    problem: { what, field: path.length === 0 ? null : path.join('.'), reason: issue?.message ?? 'is not as it should be' },
  }
}

function inWords(issue: { readonly code?: string | undefined; readonly input?: unknown; readonly expected?: unknown }): string | undefined {
  if (issue.input === undefined) return 'is missing'
  return issue.code === 'invalid_type' ? `must be of type ${String(issue.expected)}` : undefined
}
