import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PRIORITIES } from '../../core/ticket/commands.ts'
import { compareRows, matchesFilter, SORTS, type TicketFilter } from '../../core/ticket/filter.ts'
import type { TicketRow } from '../../core/ticket/row.ts'
import { BadCursor, RowsBegunAnew } from '../../server/store/errors.ts'
import { type ReadModelChange, type ReadModels, TABLES } from '../../server/store/read-models.ts'
import type { Page, PageRequest } from '../../server/store/store.ts'
import { putRows } from '../support/put-rows.ts'
import { anchorRow, personRow, ticketRow, uuid } from './samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

const FIRST: PageRequest = { limit: 100, cursor: null }
const QUERIES_LIKE_SYNTAX = [
  '"',
  '*',
  'NEAR(a b)',
  'a" OR "b',
  '-fire',
  'words:fire',
  '(',
  "'; DROP TABLE tickets; --",
  'AND',
  '\\',
  '^a',
  '{a}',
  'a + b',
]
const BAD_CURSORS = ['', 'x', 'updated_', 'number_1', 'updated_2024_1', "updated_2024-01-01T00:00:00.000Z_1' OR 1=1"]

export function describeReadModels(open: OpenStore): void {
  describe('read models', () => {
    const t = eachWithStore(open)
    const apply = (change: Partial<ReadModelChange>) => putRows(t.store.readModels, { cursor: '0000000000000007', ...change })
    const listed = async (filter: Partial<TicketFilter>) =>
      (await t.store.readModels.listTickets({ sort: 'number', ...filter }, FIRST)).items.map(({ number }) => number)

    test('keep rows and the cursor that was given with them', async () => {
      expect(await t.store.readModels.cursor()).toBeNull()
      const row = ticketRow(1, { title: null, labels: ['b', 'a'], assignee: uuid(5), author: null })
      const person = personRow(5, { name: null, places: [{ ticket: uuid(1), version: 3 }] })
      await apply({ tickets: [row], people: [person], cursor: '0000000000000009' })
      expect(await t.store.readModels.cursor()).toBe('0000000000000009')
      expect(await t.store.readModels.tickets([uuid(9), uuid(1)])).toEqual([row])
      expect(await t.store.readModels.people([uuid(5), uuid(9)])).toEqual([person])
      expect(await t.store.readModels.ticketByNumber(1)).toBe(uuid(1))
      expect(await t.store.readModels.ticketByNumber(2)).toBeNull()
    })

    test('replace a row by the newer one with its id, in every list and count', async () => {
      await apply({ tickets: [ticketRow(1, { labels: ['old', 'both'] })] })
      const row = ticketRow(1, { labels: ['both', 'new'], state: 'solved', updatedAt: '2024-06-01T00:00:00.000Z' })
      await apply({ tickets: [row] })
      expect(await listed({})).toEqual([1])
      expect(await listed({ label: 'old' })).toEqual([])
      expect(await listed({ label: 'both', state: 'solved' })).toEqual([1])
      expect(await listed({ state: 'open' })).toEqual([])
      expect(await t.store.readModels.countTickets({ sort: 'updated' })).toEqual({ open: 0, solved: 1 })
      expect(await t.store.readModels.labels()).toEqual([
        { label: 'both', tickets: 1 },
        { label: 'new', tickets: 1 },
      ])
    })

    test('can be thrown away and made again to the same content', async () => {
      const change = {
        tickets: [ticketRow(1, { labels: ['a'] })],
        people: [personRow(1)],
        texts: [text(1, 'hello')],
        anchors: [anchorRow(1)],
      }
      await apply(change)
      const tables = () => Promise.all(TABLES.map(name => t.store.readModels.table(name, FIRST)))
      const before = await tables()
      await t.store.readModels.clear()
      expect(await t.store.readModels.cursor()).toBeNull()
      expect((await tables()).map(({ rows, total }) => [rows, total])).toEqual(TABLES.map(() => [[], 0]))
      expect(await listed({ text: 'hello' })).toEqual([])
      await apply(change)
      expect(await tables()).toEqual(before)
      expect(await listed({ text: 'hello' })).toEqual([1])
    })

    test('are written by nobody who began before they were thrown away, whoever asks how far they are', async () => {
      const changeOf = (n: number) => ({ tickets: [ticketRow(n)], people: [], texts: [], anchors: [], cursor: `000000000000000${n}` })
      const [change, later] = [changeOf(7), changeOf(8)]
      const before = await t.store.readModels.follow()
      expect(before.cursor).toBeNull()
      await before.apply(change)
      await t.store.readModels.clear()
      expect(await t.store.readModels.cursor()).toBeNull()
      await expect(before.apply(later)).rejects.toBeInstanceOf(RowsBegunAnew)
      expect([await t.store.readModels.cursor(), await listed({})]).toEqual([null, []])
      const anew = await t.store.readModels.follow()
      expect(anew.cursor).toBeNull()
      await anew.apply(change)
      await expect(before.apply(later)).rejects.toBeInstanceOf(RowsBegunAnew)
      expect([await t.store.readModels.cursor(), await listed({})]).toEqual([change.cursor, [7]])
      expect((await t.store.readModels.follow()).cursor).toBe(change.cursor)
    })

    test('are gone on from by nobody while they are thrown away', async () => {
      for (let round = 0; round < 5; round++) {
        await apply({ cursor: '0000000000000007' })
        const clearing = t.store.readModels.clear()
        const rows = await t.store.readModels.follow()
        await clearing
        const applied = rows.apply({ tickets: [ticketRow(2)], people: [], texts: [], anchors: [], cursor: '0000000000000008' })
        if (rows.cursor === null) await applied
        else await expect(applied).rejects.toBeInstanceOf(RowsBegunAnew)
        expect(await listed({})).toEqual(rows.cursor === null ? [2] : [])
      }
    })

    test('find texts by all words, as beginnings, without regard to case and accents', async () => {
      await apply({
        tickets: [1, 2, 3, 4].map(n => ticketRow(n)),
        texts: [
          text(1, 'Printer on FIRE\nSmoke in the Größe-Büro, naïve façade'),
          text(2, 'printer works'),
          text(2, 'but not the fire alarm', uuid(50)),
          text(3, 'О́чередь печати; 東京のプリンター 2024-05'),
          text(4, 'ﬁnal Ⅻ Straße'),
        ],
      })
      expect(await listed({ text: 'print' })).toEqual([2, 1])
      expect(await listed({ text: 'FIRE printer' })).toEqual([1])
      expect(await listed({ text: 'alarm fire' })).toEqual([2])
      expect(await listed({ text: 'printer alarm' })).toEqual([])
      expect(await listed({ text: 'rinter' })).toEqual([])
      expect(await listed({ text: 'grosse' })).toEqual([])
      expect(await listed({ text: 'gröSSe' })).toEqual([])
      expect(await listed({ text: 'buro NAIVE facade' })).toEqual([1])
      expect(await listed({ text: 'очередь' })).toEqual([3])
      expect(await listed({ text: '東京' })).toEqual([3])
      expect(await listed({ text: 'リンター' })).toEqual([3])
      expect(await listed({ text: '2024-05' })).toEqual([3])
      expect(await listed({ text: 'final xii' })).toEqual([4])
    })

    test('take whatever stands in a search for text, never for syntax', async () => {
      await apply({ tickets: [ticketRow(1), ticketRow(2)] })
      for (const query of QUERIES_LIKE_SYNTAX) {
        await apply({ texts: [text(1, 'nothing of it'), text(2, query)] })
        expect(await listed({ text: query }), query).toEqual(/[a-z]/i.test(query) ? [2] : [])
      }
    })

    test('take a text out of the search, and put another in its place', async () => {
      await apply({ tickets: [ticketRow(1)], texts: [text(1, 'first words'), text(1, 'a comment', uuid(50))] })
      await apply({ texts: [text(1, 'second words')] })
      expect(await listed({ text: 'first' })).toEqual([])
      expect(await listed({ text: 'second words' })).toEqual([1])
      await apply({ texts: [text(1, null, uuid(50)), text(1, null, uuid(51))] })
      expect(await listed({ text: 'comment' })).toEqual([])
      await apply({ texts: [text(1, null)] })
      expect(await listed({ text: 'words' })).toEqual([])
    })

    test('list people by name, those without one last', async () => {
      const people = [
        personRow(1, { name: 'zoe' }),
        personRow(2, { name: null }),
        personRow(3, { name: 'a_b.c' }),
        personRow(4, { name: null }),
      ]
      await apply({ people })
      const seen = await allPages(page => t.store.readModels.listPeople(page), 1)
      expect(seen.map(({ id }) => id)).toEqual([uuid(3), uuid(1), uuid(2), uuid(4)])
    })

    test('count labels, most used first, 200 at most', async () => {
      const labels = Array.from({ length: 250 }, (_, i) => `label-${i}`)
      await apply({
        tickets: [ticketRow(1, { labels }), ticketRow(2, { labels: ['label-240', 'label-3'] }), ticketRow(3, { labels: ['label-240'] })],
      })
      const counted = await t.store.readModels.labels()
      expect(counted).toHaveLength(200)
      expect(counted.slice(0, 3)).toEqual([
        { label: 'label-240', tickets: 3 },
        { label: 'label-3', tickets: 2 },
        { label: 'label-0', tickets: 1 },
      ])
    })

    test('show their tables page by page, each row once', async () => {
      await apply({
        tickets: Array.from({ length: 7 }, (_, i) => ticketRow(i + 1, { labels: [`l${i}`, 'all'] })),
        people: Array.from({ length: 7 }, (_, i) => personRow(i + 1, i === 3 ? { name: null } : {})),
        anchors: Array.from({ length: 7 }, (_, i) => anchorRow(7 - i)),
      })
      for (const name of TABLES) {
        const whole = await t.store.readModels.table(name, FIRST)
        expect(whole.total).toBe(name === 'labels' ? 8 : 7)
        expect(whole.rows).toHaveLength(whole.total)
        for (const row of whole.rows) expect(row).toHaveLength(whole.columns.length)
        const paged = await allPages(async page => {
          const { rows, next } = await t.store.readModels.table(name, page)
          return { items: rows, next }
        }, 2)
        expect(paged).toEqual(whole.rows)
      }
    })

    test('refuse cursors that they never gave out', async () => {
      for (const cursor of BAD_CURSORS) {
        await expect(t.store.readModels.listTickets({ sort: 'updated' }, { limit: 5, cursor }), cursor).rejects.toBeInstanceOf(BadCursor)
        await expect(t.store.readModels.listPeople({ limit: 5, cursor }), cursor).rejects.toBeInstanceOf(BadCursor)
        await expect(t.store.readModels.listAnchors({ limit: 5, cursor }), cursor).rejects.toBeInstanceOf(BadCursor)
        await expect(t.store.readModels.table('tickets', { limit: 5, cursor }), cursor).rejects.toBeInstanceOf(BadCursor)
      }
    })
  })

  test('lists are what sorting and filtering in memory gives, for every filter, order and page size', async () => {
    const { store, close } = await open()
    try {
      await fc.assert(
        fc.asyncProperty(rows, fc.array(query, { minLength: 5, maxLength: 10 }), async (tickets, queries) => {
          await store.readModels.clear()
          const texts = tickets.map(({ number, title }) => text(number, title))
          await putRows(store.readModels, { tickets, texts, cursor: '0000000000000001' })
          for (const { filter, limit } of queries) await checkList(store.readModels, tickets, filter, limit)
        }),
        { numRuns: 25 },
      )
    } finally {
      await close()
    }
  })
}

const time = fc.integer({ min: 0, max: 4 }).map(hour => `2024-05-01T0${hour}:00:00.000Z`)
const person = fc.integer({ min: 1, max: 3 }).map(uuid)
const label = fc.constantFrom('bug', 'ui', 'ops')
const word = fc.constantFrom('alpha', 'alphabet', 'beta', 'Béta')

const rows: fc.Arbitrary<readonly TicketRow[]> = fc
  .array(
    fc.record({
      title: fc.array(word, { maxLength: 2 }).map(words => words.join(' ')),
      state: fc.constantFrom('open', 'solved'),
      assignee: fc.option(person),
      priority: fc.constantFrom(...PRIORITIES),
      labels: fc.uniqueArray(label),
      createdAt: time,
      updatedAt: time,
    }),
    { maxLength: 40 },
  )
  .map(all => all.map((row, i) => ticketRow(i + 1, row)))

const query = fc.record({
  filter: fc.record({
    state: fc.constantFrom('open', 'solved', undefined),
    assignee: fc.option(fc.oneof(person, fc.constant('none' as const)), { nil: undefined }),
    label: fc.option(label, { nil: undefined }),
    priority: fc.option(fc.constantFrom(...PRIORITIES), { nil: undefined }),
    text: fc.option(fc.constantFrom('alph', 'BETA', 'alphabet beta', '!'), { nil: undefined }),
    sort: fc.constantFrom(...SORTS),
  }),
  limit: fc.integer({ min: 1, max: 15 }),
})

async function checkList(readModels: ReadModels, tickets: readonly TicketRow[], filter: TicketFilter, limit: number): Promise<void> {
  const { text, ...rest } = filter
  const found = tickets.filter(row => matchesFilter(row, { ...rest, state: undefined }) && (text === undefined || hasWords(row, text)))
  const expected = found.filter(row => matchesFilter(row, rest)).sort((a, b) => compareRows(a, b, filter.sort))
  expect(await allPages(page => readModels.listTickets(filter, page), limit)).toEqual(expected)
  const open = found.filter(({ state }) => state === 'open').length
  expect(await readModels.countTickets(filter)).toEqual({ open, solved: found.length - open })
}

function hasWords({ title }: TicketRow, text: string): boolean {
  const words = plain(title ?? '').split(' ')
  return (
    text !== '!' &&
    plain(text)
      .split(' ')
      .every(asked => words.some(word => word.startsWith(asked)))
  )
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('é', 'e')
}

function text(ticket: number, text: string | null, source = 'ticket') {
  return { ticket: uuid(ticket), source, text, version: 1 }
}

async function allPages<T>(read: (page: PageRequest) => Promise<Page<T>>, limit: number): Promise<readonly T[]> {
  const all: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await read({ limit, cursor })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    all.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return all
}
