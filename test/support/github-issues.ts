import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { seededRandom } from './seeded-random.ts'

/** What GitHub's REST API returns for issues and their comments: the fields that matter here, by the same names. People are made up. */
export type RestIssue = ReturnType<typeof restIssue>
export type RestComment = ReturnType<typeof restComment>

export type Layout = 'lines' | 'array' | 'inline-lines' | 'object'

const SITE = 'https://github.com/octo-reader/reader'
const API = 'https://api.github.com/repos/octo-reader/reader'
const WORDS = 'page list upload search font cache token login export sync theme margin title locale cookie scroll'.split(' ')
const LABELS = ['bug', 'enhancement', 'good first issue', 'area: search', 'P1', 'documentation']

const restUser = (login: string) => ({
  login,
  id: login.length,
  type: 'User',
  site_admin: false,
  url: `https://api.github.com/users/${login}`,
})

function restIssue(number: number, random: () => number, people: number) {
  const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)] ?? ''
  const sentence = (words: number) => Array.from({ length: words }, () => pick(WORDS)).join(' ')
  const someone = () => restUser(`octo-reader-${1 + Math.floor(random() * people)}`)
  const createdAt = new Date(Date.UTC(2020, 0, 1) + number * 600_000)
  const closed = random() < 0.7
  const assignee = random() < 0.3 ? someone() : null
  const comments = Array.from({ length: Math.floor(random() * 4) }, (_, at) => restComment(number, at, createdAt, someone(), sentence(25)))
  const issue = {
    url: `${API}/issues/${number}`,
    repository_url: API,
    html_url: `${SITE}/issues/${number}`,
    id: 1_000_000 + number,
    number,
    title: `The ${sentence(4)} is wrong (${number})`,
    user: someone(),
    labels: LABELS.filter(() => random() < 0.2).map((name, id) => ({ id, name, color: 'ededed', default: false })),
    state: closed ? 'closed' : 'open',
    locked: false,
    assignee,
    assignees: assignee === null ? [] : [assignee],
    milestone: null,
    comments: comments.length,
    created_at: iso(createdAt),
    updated_at: iso(createdAt),
    closed_at: closed ? iso(new Date(createdAt.getTime() + 86_400_000)) : null,
    body: random() < 0.1 ? null : `### What happens\r\n\r\n${sentence(40)}.\r\n\r\n- ${sentence(5)}\r\n- ${sentence(5)}\r\n`,
  }
  return { issue, comments }
}

function restComment(number: number, at: number, after: Date, user: ReturnType<typeof restUser>, body: string) {
  const id = number * 1000 + at
  return {
    url: `${API}/issues/comments/${id}`,
    html_url: `${SITE}/issues/${number}#issuecomment-${id}`,
    issue_url: `${API}/issues/${number}`,
    id,
    user,
    created_at: iso(new Date(after.getTime() + (at + 1) * 3_600_000)),
    body,
  }
}

function iso(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z')
}

/** `count` issues with their comments; the same seed makes the same ones. `people`: how many write. */
export function* githubIssues(count: number, { seed = 1, people = 20 } = {}): Generator<RestIssue> {
  const random = seededRandom(seed)
  for (let number = 1; number <= count; number++) yield restIssue(number, random, people)
}

/**
 * Writes generated issues as a file, in bounded memory. `lines`: issues, each followed by its comments; `inline-lines` and `array`:
 * issues with a `comments_list`; `object`: all issues, and all comments.
 */
export async function writeGithubFile(
  path: string,
  count: number,
  layout: Layout,
  options: { seed?: number; people?: number } = {},
): Promise<void> {
  const out = createWriteStream(path)
  const write = async (text: string) => {
    if (!out.write(text)) await once(out, 'drain')
  }
  const inline = ({ issue, comments }: RestIssue) => JSON.stringify({ ...issue, comments_list: comments })
  let separator = ''
  if (layout === 'array') await write('[')
  if (layout === 'object') await write('{"issues": [')
  for (const each of githubIssues(count, options)) {
    if (layout === 'lines') await write([each.issue, ...each.comments].map(record => `${JSON.stringify(record)}\n`).join(''))
    else if (layout === 'inline-lines') await write(`${inline(each)}\n`)
    else await write(`${separator}${layout === 'array' ? inline(each) : JSON.stringify(each.issue)}`)
    separator = ',\n'
  }
  if (layout === 'array') await write(']\n')
  if (layout === 'object') {
    await write('],\n"comments": [')
    separator = ''
    for (const { comments } of githubIssues(count, options)) {
      for (const comment of comments) {
        await write(`${separator}${JSON.stringify(comment)}`)
        separator = ',\n'
      }
    }
    await write(']}\n')
  }
  out.end()
  await once(out, 'finish')
}
