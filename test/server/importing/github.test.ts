import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelSchema, nameSchema, uuidSchema } from '../../../core/protocol/text.ts'
import { readComment, readIssue } from '../../../server/importing/github.ts'
import { githubId, userIdOf } from '../../../server/importing/github-ids.ts'
import { labelFor, namesFor } from '../../../server/importing/github-names.ts'
import { githubIssues } from '../../support/github-issues.ts'

const [sample] = githubIssues(1)
const whole = { ...sample?.issue, comments_list: sample?.comments }

describe('an issue', () => {
  test('is read with its texts unchanged and its times with milliseconds', () => {
    const read = readIssue('o/r#1', {
      ...whole,
      title: '  A title ',
      body: 'a\r\nb',
      created_at: '2024-02-29T23:59:59Z',
      user: { login: 'Octo' },
    })
    expect(read).toMatchObject({
      ok: true,
      value: { problems: [], issue: { title: '  A title ', body: 'a\r\nb', author: 'Octo', at: '2024-02-29T23:59:59.000Z' } },
    })
  })

  test('without a body has an empty one, and of a deleted account belongs to ghost', () => {
    expect(readIssue('o/r#1', { ...whole, body: null, user: null })).toMatchObject({ value: { issue: { body: '', author: 'ghost' } } })
  })

  test('is assigned to its assignee, or else to the first of several', () => {
    const [a, b] = [{ login: 'a1' }, { login: 'b1' }]
    expect(readIssue('k', { ...whole, assignee: a, assignees: [b] })).toMatchObject({ value: { issue: { assignee: 'a1' } } })
    expect(readIssue('k', { ...whole, assignee: null, assignees: [b, a] })).toMatchObject({ value: { issue: { assignee: 'b1' } } })
    expect(readIssue('k', { ...whole, assignee: null, assignees: [] })).toMatchObject({ value: { issue: { assignee: null } } })
  })

  test.each<[string, object, string, string | RegExp]>([
    ['no title', { title: undefined }, 'title', 'is missing'],
    ['an empty title', { title: ' ' }, 'title', 'must not be empty'],
    ['a title that is too long', { title: 'x'.repeat(201) }, 'title', 'must be at most 200 characters long'],
    ['a title with a lone surrogate', { title: 'a\ud800' }, 'title', /^must be well-formed text/],
    ['a body that is too long', { body: 'x'.repeat(20_001) }, 'body', 'must be at most 20000 characters long'],
    ['a body with U+0000', { body: '\0' }, 'body', /^must be well-formed text/],
    ['a body that is a number', { body: 5 }, 'body', 'must be of type string'],
    ['no user', { user: undefined }, 'user', 'is missing'],
    ['a user without a login', { user: {} }, 'user.login', 'is missing'],
    ['a state of its own', { state: 'merged' }, 'state', /open/],
    ['a date that does not exist', { created_at: '2023-02-29T00:00:00Z' }, 'created_at', /^must be a time in UTC/],
    ['a date without a zone', { created_at: '2023-02-28T00:00:00' }, 'created_at', /^must be a time in UTC/],
    ['labels that are no list', { labels: 'bug' }, 'labels', 'must be of type array'],
  ])('with %s is refused, with the field and the reason', (_, change, field, reason) => {
    const read = readIssue('o/r#1', { ...whole, ...change })
    expect(read).toMatchObject({
      ok: false,
      problem: { what: 'record', field, reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) },
    })
  })

  test.each([null, 5, 'text', [], undefined])('that is %j is refused', value => {
    expect(readIssue('o/r#1', value).ok).toBe(false)
  })

  test('keeps its good comments and labels when others are bad', () => {
    const comment = { id: 1, user: { login: 'octo' }, body: 'good', created_at: '2024-01-01T00:00:00Z' }
    const labels = ['Bug', { name: 'area: UI' }, { name: '🎉' }, { colour: 'red' }, 'bug']
    const read = readIssue('o/r#1', { ...whole, labels, comments_list: [comment, { ...comment, body: '' }, 'text'] })
    expect(read).toMatchObject({
      ok: true,
      value: {
        issue: { labels: ['bug', 'area-ui'], comments: [{ author: 'octo', body: 'good', at: '2024-01-01T00:00:00.000Z' }] },
        problems: [
          { what: 'label', field: 'labels.2' },
          { what: 'label', field: 'labels.3' },
          { what: 'comment', field: 'comments_list.1.body', reason: 'must not be empty' },
          { what: 'comment', field: 'comments_list.2', reason: 'must be of type object' },
        ],
      },
    })
  })

  test('may carry its comments where the REST API has their number', () => {
    const comments = [{ user: null, body: 'hello', created_at: '2024-01-01T00:00:00Z' }]
    const { comments_list: _, ...bare } = whole
    expect(readIssue('o/r#1', { ...bare, comments })).toMatchObject({
      value: { issue: { comments: [{ author: 'ghost', body: 'hello' }] } },
    })
  })
})

test('a comment is known by its id, and by its place where it has none', () => {
  const comment = { user: { login: 'octo' }, body: 'x', created_at: '2024-01-01T00:00:00Z' }
  const idOf = (value: object, place: number) => {
    const read = readComment('o/r#1', value, place)
    return read.ok ? read.value.id : null
  }
  expect(idOf({ ...comment, id: 7 }, 0)).toBe(idOf({ ...comment, id: 7 }, 5))
  expect(idOf(comment, 0)).not.toBe(idOf(comment, 1))
})

test('ids are UUIDs of version 8 that follow from the names', () => {
  expect(githubId('ticket', 'octo/reader#1')).toBe(githubId('ticket', 'octo/reader#1'))
  expect(githubId('ticket', 'octo/reader#1')).not.toBe(githubId('ticket', 'octo/reader#2'))
  expect(githubId('ticket', 'x')).toMatch(/^.{14}8.{4}[89ab]/)
  expect(uuidSchema.safeParse(githubId('ticket', 'x')).success).toBe(true)
  expect(userIdOf('Octo')).toBe(userIdOf('octo'))
})

describe('names', () => {
  test('are the logins in lowercase; bots get a dot, which no login has', () => {
    expect(namesFor('Octo-Reader-1')[0]).toBe('octo-reader-1')
    expect(namesFor('renovator[bot]')[0]).toBe('renovator.bot')
  })

  test('of logins that are no names are told apart by digits', () => {
    const long = 'a'.repeat(38)
    expect(namesFor(`${long}x`)[0]).not.toBe(namesFor(`${long}y`)[0])
    expect(namesFor('x')[0]).toMatch(/^x-[0-9a-f]{6}$/)
  })

  test('are always names, all different', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), login => {
        const names = namesFor(login)
        expect(new Set(names).size).toBe(names.length)
        expect(names.every(name => nameSchema.safeParse(name).success)).toBe(true)
      }),
    )
  })
})

test('labels are written in our alphabet, or not at all', () => {
  expect(labelFor('Good first issue')).toBe('good-first-issue')
  expect(labelFor('area: Événements')).toBe('area-evenements')
  expect(labelFor('🎉')).toBeNull()
  expect(labelFor('x'.repeat(33))).toBeNull()
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), name => {
      const label = labelFor(name)
      expect(label === null || labelSchema.safeParse(label).success).toBe(true)
    }),
  )
})
