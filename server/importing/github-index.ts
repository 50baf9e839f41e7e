import { ImportFileError } from './import-file-error.ts'
import { BrokenFile, type Layout, type Slice } from './json-slices.ts'
import { parseRecord, type RecordFile } from './record-file.ts'

/** A record's place in its file: the how many-eth it is, and the line on which it begins, both from 1. */
export type Place = { readonly record: number; readonly line: number }

export type Located = Slice & Place

/** An issue in the file, and its comments that are records of their own. */
export type IndexedIssue = Located & { readonly key: string; readonly order: string }

/** What a file holds and where: small enough for memory, as the file itself may not be. */
export type GithubIndex = {
  /** Oldest first, whatever the file's order, so that short numbers are given out as they were. */
  readonly issues: readonly IndexedIssue[]
  readonly comments: ReadonlyMap<string, readonly Located[]>
  /** Display names by login in lowercase, from full user records. */
  readonly people: ReadonlyMap<string, string>
  readonly pullRequests: ReadonlySet<string>
  readonly unusable: readonly (Place & { readonly reason: string })[]
}

const GROUPS = ['issues', 'comments', 'users']

/**
 * Goes through the file once. `onRecord` hears how many records there are so far.
 * @throws ImportFileError where there is no record of an issue, comment or user at all, but something else
 */
export async function indexGithubFile(file: RecordFile, onRecord: (records: number) => void): Promise<GithubIndex> {
  const issues = new Map<string, IndexedIssue>()
  const comments = new Map<string, Located[]>()
  const people = new Map<string, string>()
  const pullRequests = new Set<string>()
  const unusable: (Place & { reason: string })[] = []
  let record = 0
  try {
    for await (const { bytes, ...slice } of file.records(layoutOf)) {
      record++
      onRecord(record)
      const located = { ...slice, record }
      const parsed = parseRecord(bytes)
      if (!parsed.ok) {
        unusable.push({ record, line: slice.line, reason: parsed.reason })
        continue
      }
      const glance = glanceAt(parsed.value, slice.group)
      switch (glance.kind) {
        case 'user':
          if (glance.name !== null) people.set(glance.login, glance.name)
          break
        case 'pull request':
          pullRequests.add(glance.key)
          break
        case 'comment': {
          const others = comments.get(glance.key)
          if (others === undefined) comments.set(glance.key, [located])
          else others.push(located)
          break
        }
        case 'issue':
          if (issues.has(glance.key))
            unusable.push({ record, line: slice.line, reason: `is the same issue as record ${issues.get(glance.key)?.record}` })
          else issues.set(glance.key, { ...located, key: glance.key, order: glance.order })
          break
        case 'unknown':
          unusable.push({ record, line: slice.line, reason: glance.reason })
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error
    unusable.push({ record: record + 1, line: error.line, reason: error.message })
  }
  const [first] = unusable
  if (first !== undefined && issues.size + comments.size + people.size + pullRequests.size === 0) {
    throw new ImportFileError(
      `The file is not what GitHub’s REST API returns for issues: nothing in it could be read. Line ${first.line}: ${first.reason}.`,
    )
  }
  const sorted = [...issues.values()].sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.record - b.record))
  return { issues: sorted, comments, people, pullRequests, unusable }
}

/** One object with lists is told from lines of objects by its first list: an issue has a title or a number before any list. */
function layoutOf(beginning: string): Layout {
  const text = beginning.trimStart()
  if (text.startsWith('[')) return { type: 'array' }
  const members = /^\{(?<scalars>(?:\s*"[^"\\]*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\w.+-]+)\s*,)*)\s*"(?:issues|comments|users)"\s*:\s*\[/.exec(
    text,
  )
  const isIssue = /"(?:title|number)"\s*:/.test(members?.groups?.scalars ?? '')
  return members === null || isIssue ? { type: 'lines' } : { type: 'object', groups: GROUPS }
}

type Glance =
  | { readonly kind: 'issue'; readonly key: string; readonly order: string }
  | { readonly kind: 'pull request' | 'comment'; readonly key: string }
  | { readonly kind: 'user'; readonly login: string; readonly name: string | null }
  | { readonly kind: 'unknown'; readonly reason: string }

/** What a record is, by its group or else by its fields. Whether all of it is right is found out when it is imported. */
function glanceAt(value: unknown, group: string | null): Glance {
  if (!isObject(value)) return { kind: 'unknown', reason: 'is not an object' }
  if (group === 'comments' || (group === null && 'issue_url' in value && !('title' in value))) {
    const key = keyInUrl(value.issue_url)
    return key === null ? { kind: 'unknown', reason: 'has no issue_url that names an issue' } : { kind: 'comment', key }
  }
  if (group === 'users' || (group === null && 'login' in value && !('title' in value))) {
    const { login, name } = value
    if (typeof login !== 'string') return { kind: 'unknown', reason: 'has no login' }
    return { kind: 'user', login: login.toLowerCase(), name: typeof name === 'string' && name !== '' ? name : null }
  }
  const key = issueKey(value)
  if (key === null) return { kind: 'unknown', reason: 'has no number or id, and is neither an issue nor a comment nor a user' }
  if (value.pull_request !== undefined && value.pull_request !== null) return { kind: 'pull request', key }
  return { kind: 'issue', key, order: `${String(value.created_at)} ${String(value.number).padStart(12, '0')}` }
}

/**
 * What an issue is known by, in every file: repository and number, out of its addresses. Where there are none, its id; at last number,
 * date and author.
 */
function issueKey(issue: Readonly<Record<string, unknown>>): string | null {
  const { number, id, created_at, user } = issue
  const named = keyInUrl(issue.url) ?? keyInUrl(issue.html_url)
  if (named !== null) return named
  const repository = typeof issue.repository_url === 'string' ? /\/repos\/([^/]+\/[^/]+)$/.exec(issue.repository_url)?.[1] : undefined
  if (repository !== undefined && typeof number === 'number') return `${repository.toLowerCase()}#${number}`
  if (typeof id === 'number' || typeof id === 'string') return `id ${id}`
  const login = isObject(user) ? user.login : null
  return typeof number === 'number' ? `#${number} ${String(created_at)} ${String(login)}` : null
}

/** `octo/reader#12` in the address of an issue or pull request, of the API or the site. */
function keyInUrl(url: unknown): string | null {
  if (typeof url !== 'string') return null
  const parts = /\/([^/]+\/[^/]+)\/(?:issues|pull|pulls)\/(\d{1,15})(?:[/?#]|$)/.exec(url)
  return parts?.[1] === undefined ? null : `${parts[1].toLowerCase()}#${Number(parts[2])}`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
