import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ticketStateOf } from '../../../core/ticket/machine.ts'
import { githubId, userIdOf } from '../../../server/importing/github-ids.ts'
import { ImportFileError } from '../../../server/importing/import-file-error.ts'
import { type ImportProgress, importGithub } from '../../../server/importing/import-github.ts'
import { RecordFile } from '../../../server/importing/record-file.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { type Layout, writeGithubFile } from '../../support/github-issues.ts'
import { countEvents, type MemoryParts, openMemoryParts } from '../../support/memory-parts.ts'
import { dyingStore } from '../../support/stores.ts'
import { accepted, checkEveryChain, createPerson, member, readChain, toTicket } from '../../support/world.ts'

const SAMPLE = fileURLToPath(new URL('../../fixtures/github-issues.json', import.meta.url))

let folder: string
let parts: MemoryParts

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealdesk-import-'))
  parts = openMemoryParts()
})

afterEach(async () => {
  await parts.close()
  await rm(folder, { recursive: true, force: true })
})

async function importFile(path: string, into: MemoryParts = parts, onProgress?: (progress: ImportProgress) => void) {
  const file = await RecordFile.open(path)
  try {
    return await importGithub(file, into, onProgress)
  } finally {
    await file.close()
  }
}

async function importRecords(records: readonly unknown[]) {
  const path = join(folder, 'issues.ndjson')
  await writeFile(path, records.map(record => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n'))
  return importFile(path)
}

const ticketOf = async (number: number, repository = 'octo-reader/reader') =>
  parts.registry.ticket(githubId('ticket', `${repository}#${number}`))

const issue = (number: number, change: object = {}) => ({
  url: `https://api.github.com/repos/octo/reader/issues/${number}`,
  number,
  title: `Issue ${number}`,
  body: 'A body',
  user: { login: 'octo-1' },
  labels: [],
  state: 'open',
  assignee: null,
  created_at: '2024-05-01T10:00:00Z',
  ...change,
})

const comment = (number: number, id: number, change: object = {}) => ({
  issue_url: `https://api.github.com/repos/octo/reader/issues/${number}`,
  id,
  user: { login: 'octo-2' },
  body: `Comment ${id}`,
  created_at: '2024-05-02T10:00:00Z',
  ...change,
})

describe('the sample', () => {
  test('becomes people, tickets and comments, with authors and original dates', async () => {
    const summary = await importFile(SAMPLE)
    expect(summary).toEqual({
      people: { created: 5, existing: 0 },
      tickets: { created: 4, existing: 0 },
      comments: { created: 4, existing: 0 },
      pullRequests: 1,
      withoutComments: 0,
      skipped: [],
      unassigned: [],
    })
    const { snapshot } = await ticketOf(7)
    expect(ticketStateOf(snapshot)).toBe('open')
    expect(snapshot.context).toMatchObject({
      title: { text: 'Search finds nothing with an accent' },
      author: userIdOf('octo-reader-2'),
      createdAt: '2024-03-04T08:15:30.000Z',
      labels: ['bug', 'area-search'],
      assignee: userIdOf('octo-reader-1'),
      comments: [
        { author: userIdOf('octo-reader-1'), at: '2024-03-04T09:02:11.000Z', body: { text: 'I can see it too, on the newest build.' } },
        { author: userIdOf('octo-reader-3'), at: '2024-03-05T17:40:00.000Z' },
      ],
    })
    expect(snapshot.context.body.text).toContain('\r\n1. Import a feed with accents\r\n')
    const closed = await ticketOf(5)
    expect(ticketStateOf(closed.snapshot)).toBe('solved')
    expect(closed.snapshot.context.body.text).toBe('')
    expect(closed.snapshot.context.comments.map(({ author }) => author)).toEqual([userIdOf('ghost'), userIdOf('renovator[bot]')])
    expect((await ticketOf(1)).snapshot.context.assignee).toBeNull()
    await checkEveryChain(parts.store)
  })

  test('gets its short numbers from the oldest issue on, whatever the order of the file', async () => {
    await importFile(SAMPLE)
    const numbers = await Promise.all([1, 2, 5, 7].map(async number => (await ticketOf(number)).snapshot.context.number))
    expect(numbers).toEqual([1, 2, 3, 4])
  })

  test('makes people without passwords', async () => {
    await importFile(SAMPLE)
    expect(await parts.store.accounts.byName('renovator.bot')).toEqual({
      userId: userIdOf('renovator[bot]'),
      name: 'renovator.bot',
      passwordHash: null,
    })
  })
})

test('a person whose name somebody here has already gets another one', async () => {
  const own = (
    await parts.accounts.createUser(
      { id: null, name: 'octo-1', displayName: 'Own', role: 'member', password: null },
      { type: 'system', id: 'test' },
    )
  ).id
  await importRecords([issue(1)])
  expect((await parts.store.accounts.byName('octo-1'))?.userId).toBe(own)
  expect((await parts.store.accounts.byUser(userIdOf('octo-1')))?.name).toMatch(/^octo-1-[0-9a-f]{6}$/)
})

test('full records of users give people their names', async () => {
  await importRecords([issue(1), { login: 'Octo-1', name: 'Octavia Reader' }])
  expect((await parts.registry.user(userIdOf('octo-1'))).snapshot.context.displayName.text).toBe('Octavia Reader')
})

describe('every layout of a file', () => {
  test.each<Layout>(['lines', 'inline-lines', 'array', 'object'])('%s: gives the same tickets', async layout => {
    const path = join(folder, 'issues')
    await writeGithubFile(path, 60, layout)
    const summary = await importFile(path)
    expect(summary.tickets).toEqual({ created: 60, existing: 0 })
    expect(summary.skipped).toEqual([])
    const other = join(folder, 'other')
    await writeGithubFile(other, 60, 'lines')
    const again = await importFile(other)
    expect(again.tickets).toEqual({ created: 0, existing: 60 })
    expect(again.comments).toEqual({ created: 0, existing: summary.comments.created })
    expect(summary.comments.created).toBeGreaterThan(30)
  })
})

describe('importing again', () => {
  test('adds nothing', async () => {
    const path = join(folder, 'issues')
    await writeGithubFile(path, 150, 'inline-lines', { people: 8 })
    const first = await importFile(path)
    expect(first.unassigned.length).toBeGreaterThan(0)
    const events = await countEvents(parts.store)
    const second = await importFile(path)
    expect(await countEvents(parts.store)).toBe(events)
    expect(second).toEqual({
      ...first,
      people: { created: 0, existing: first.people.created },
      tickets: { created: 0, existing: 150 },
      comments: { created: 0, existing: first.comments.created },
      unassigned: expect.anything(),
    })
    expect(second.unassigned).toHaveLength(first.unassigned.length)
  })

  test('leaves alone what people have changed since', async () => {
    const records = [issue(1, { assignee: { login: 'octo-2' }, labels: ['bug'], comments_list: [comment(1, 1)] })]
    await importRecords(records)
    const id = githubId('ticket', 'octo/reader#1')
    const person = member(await createPerson(parts.registry, 'someone'))
    const { snapshot } = await parts.registry.ticket(id)
    for (const command of [
      toTicket(id, 'unassign_ticket'),
      toTicket(id, 'remove_label', { label: 'bug' }),
      toTicket(id, 'edit_ticket', { title: 'Better' }),
    ]) {
      accepted(await parts.bus.execute(command, person))
    }
    await importRecords(records)
    const after = (await parts.registry.ticket(id)).snapshot.context
    expect(after).toMatchObject({ assignee: null, labels: [], title: { text: 'Better' }, version: snapshot.context.version + 3 })
  })

  test('adds the comments that have come since, and solves what was closed', async () => {
    await importRecords([issue(1)])
    const summary = await importRecords([issue(1, { state: 'closed' }), comment(1, 1)])
    expect(summary).toMatchObject({ tickets: { created: 0, existing: 1 }, comments: { created: 1 } })
    expect(ticketStateOf((await ticketOf(1, 'octo/reader')).snapshot)).toBe('solved')
  })

  test('completes an import that was stopped, wherever it was', async () => {
    const path = join(folder, 'issues')
    await writeGithubFile(path, 12, 'lines', { people: 4 })
    await importFile(path)
    const whole = await countEvents(parts.store)
    for (const n of [1, 2, 4, 5, 7, 9, 12, 15]) {
      const store = openMemoryStore()
      const dying = openMemoryParts(dyingStore(store, n, n % 2 === 0).store)
      await expect(importFile(path, dying)).rejects.toThrow(StoreUnavailable)
      const later = openMemoryParts(store)
      const summary = await importFile(path, later)
      expect(summary.tickets.created + summary.tickets.existing).toBe(12)
      await later.close()
      expect(await ticketsOf(store)).toEqual(await ticketsOf(parts.store))
      await checkEveryChain(store)
    }
    expect(whole).toBeGreaterThan(50)
  })
})

/** What each imported ticket ended up with, without what depends on who came first to the last free place. */
async function ticketsOf(store: MemoryParts['store']) {
  const found: Record<string, string[]> = {}
  for await (const page of store.aggregates()) {
    for (const { aggregate } of page) {
      if (aggregate.type !== 'ticket') continue
      const events = await readChain(store, 'ticket', aggregate.id)
      found[aggregate.id] = events.flatMap(({ header }) => /ticket_created|label_added|comment_added|ticket_solved/.exec(header) ?? [])
    }
  }
  return found
}

describe('a comment that is a record of its own', () => {
  test('may come before its issue, and is added once where it also stands in the issue', async () => {
    const summary = await importRecords([comment(1, 1), issue(1, { comments_list: [comment(1, 2)] }), comment(1, 2)])
    expect(summary).toMatchObject({ comments: { created: 2, existing: 0 }, skipped: [] })
  })

  test('may come in a later file; of a ticket that was never imported it is skipped', async () => {
    await importRecords([issue(1, { comments: 1 })])
    const summary = await importRecords([comment(1, 1), comment(2, 2)])
    expect(summary).toMatchObject({ comments: { created: 1 }, skipped: [{ what: 'comment', record: 2, line: 2, field: 'issue_url' }] })
  })

  test('of a pull request is left out with it', async () => {
    const summary = await importRecords([issue(1, { pull_request: {} }), comment(1, 1)])
    expect(summary).toMatchObject({ pullRequests: 1, tickets: { created: 0 }, skipped: [] })
  })
})

test('issues whose comments are not in the file are counted', async () => {
  expect(await importRecords([issue(1, { comments: 2 }), issue(2, { comments: 0 })])).toMatchObject({ withoutComments: 1 })
})

test('what the limit refuses is left unassigned, and listed', async () => {
  const assignee = { login: 'octo-9' }
  const closed = issue(6, { assignee, state: 'closed' })
  const summary = await importRecords([...[1, 2, 3, 4, 5].map(number => issue(number, { assignee })), closed])
  expect(summary.unassigned).toHaveLength(2)
  for (const { ticket, login, reason } of summary.unassigned) {
    expect(login).toBe('octo-9')
    expect(reason).toContain('already has 3 open tickets')
    expect((await parts.registry.ticket(ticket)).snapshot.context.assignee).toBeNull()
  }
  expect((await parts.registry.user(userIdOf('octo-9'))).snapshot.context.places).toHaveLength(3)
})

describe('bad records', () => {
  test('are told with record, line, field and reason, and the rest is imported', async () => {
    const tooManyBytes = '\u{1f40b}'.repeat(20_000)
    const summary = await importRecords([
      issue(1),
      '',
      '{"title": "cut',
      'null',
      issue(2, { title: 'x'.repeat(201) }),
      issue(3, { body: 'a\ud800b' }),
      issue(4, { labels: ['🎉', 'fine'], comments_list: [comment(4, 1), comment(4, 2, { user: 5 })] }),
      issue(1),
      issue(5, { body: tooManyBytes }),
      comment(4, 3, { body: '' }),
      { hello: 'world' },
      issue(6),
    ])
    expect(summary.tickets).toEqual({ created: 3, existing: 0 })
    expect(summary.comments.created).toBe(1)
    expect(summary.skipped.map(({ record, line, what, field }) => [record, line, what, field])).toEqual([
      [2, 3, 'record', null],
      [3, 4, 'record', null],
      [4, 5, 'record', 'title'],
      [5, 6, 'record', 'body'],
      [6, 7, 'label', 'labels.0'],
      [6, 7, 'comment', 'comments_list.1.user'],
      [7, 8, 'record', null],
      [8, 9, 'record', null],
      [9, 10, 'comment', 'body'],
      [10, 11, 'record', null],
    ])
    expect(summary.skipped[6]?.reason).toBe('is the same issue as record 1')
    expect(summary.skipped[7]?.reason).toContain('at most 65536')
  })

  test('that are not UTF-8 are skipped, not repaired', async () => {
    const path = join(folder, 'issues.ndjson')
    const bad = Buffer.from(JSON.stringify(issue(1, { title: 'caf?' })))
    bad[bad.indexOf('?')] = 0xe9
    await writeFile(path, Buffer.concat([bad, Buffer.from(`\n${JSON.stringify(issue(2))}\n`)]))
    const summary = await importFile(path)
    expect(summary).toMatchObject({ tickets: { created: 1 }, skipped: [{ record: 1, line: 1, reason: 'is not UTF-8' }] })
  })

  test('a file that breaks off is imported up to there', async () => {
    const path = join(folder, 'issues.json')
    await writeFile(path, `[${JSON.stringify(issue(1))},\n${JSON.stringify(issue(2)).slice(0, -9)}`)
    const summary = await importFile(path)
    expect(summary).toMatchObject({ tickets: { created: 1 }, skipped: [{ record: 2, line: 2 }] })
  })

  test.each(['not json', '{"message": "Not Found", "status": "404"}', '[1, 2]', '{'])(
    'a file that is something else is refused: %s',
    async text => {
      const path = join(folder, 'other')
      await writeFile(path, text)
      await expect(importFile(path)).rejects.toThrow(ImportFileError)
      expect(await countEvents(parts.store)).toBe(0)
    },
  )
})

test('an empty file, or an empty list, is no mistake', async () => {
  for (const text of ['', '[]', '{"issues": [], "comments": []}\n']) {
    const path = join(folder, 'empty')
    await writeFile(path, text)
    expect(await importFile(path)).toMatchObject({ tickets: { created: 0 }, skipped: [] })
  }
})

test('the same issue is known by its addresses, its repository and number, or its id', async () => {
  const { url: _, ...bare } = issue(1)
  await importRecords([{ ...bare, html_url: 'https://github.com/Octo/Reader/issues/1' }])
  const again = await importRecords([
    issue(1),
    { ...bare, id: 77 },
    { ...bare, number: 2, title: 'Other', repository_url: 'https://api.github.com/repos/octo/reader' },
  ])
  expect(again.tickets).toEqual({ created: 2, existing: 1 })
})

test('progress counts to the end', async () => {
  const path = join(folder, 'issues')
  await writeGithubFile(path, 20, 'lines')
  const steps: ImportProgress[] = []
  await importFile(path, parts, step => steps.push(step))
  expect(steps[0]).toEqual({ phase: 'reading', records: 1 })
  expect(steps.at(-1)).toEqual({ phase: 'importing', done: 20, total: 20 })
})
