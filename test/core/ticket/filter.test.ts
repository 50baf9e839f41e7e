import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PRIORITIES } from '../../../core/ticket/commands.ts'
import { compareRows, matchesFilter, SORTS, type TicketFilter } from '../../../core/ticket/filter.ts'
import { type TicketRow, ticketRowSchema } from '../../../core/ticket/row.ts'
import { id } from '../aggregate/people.ts'
import { timeOf } from '../aggregate/subject.ts'

/** Few values each, so that rows are often equal in what they are ordered by. */
const time = fc.integer({ min: 1, max: 3 }).map(timeOf)
const anyRow: fc.Arbitrary<TicketRow> = fc.record({
  id: fc.constant(id(1000)),
  number: fc.integer({ min: 1, max: 9 }),
  title: fc.constantFrom('Printer on fire', null),
  state: fc.constantFrom('open', 'solved'),
  assignee: fc.constantFrom(id(2), id(3), null),
  priority: fc.constantFrom(...PRIORITIES),
  labels: fc.subarray(['vpn', 'printer']),
  author: fc.constantFrom(id(2), null),
  createdAt: time,
  updatedAt: time,
  comments: fc.nat(3),
  version: fc.integer({ min: 1, max: 9 }),
})
const anySort = fc.constantFrom(...SORTS)

describe('compareRows', () => {
  it('is a total order for every sort: antisymmetric, transitive, and equal only for the same number', () => {
    fc.assert(
      fc.property(anyRow, anyRow, anyRow, anySort, (a, b, c, sort) => {
        const [ab, bc, ac] = [compareRows(a, b, sort), compareRows(b, c, sort), compareRows(a, c, sort)]
        expect(Math.sign(compareRows(b, a, sort))).toBe(0 - Math.sign(ab))
        if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0)
        if (ab === 0) expect(a.number).toBe(b.number)
        expect(compareRows(a, a, sort)).toBe(0)
      }),
      { numRuns: 2000 },
    )
  })

  it('orders the same whatever the order before', () => {
    const rows = fc.uniqueArray(anyRow, { selector: ({ number }) => number })
    const rowsTwice = rows.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    fc.assert(
      fc.property(rowsTwice, anySort, ([all, shuffled], sort) => {
        const sorted = (list: TicketRow[]) => list.toSorted((a, b) => compareRows(a, b, sort))
        expect(sorted(shuffled)).toEqual(sorted(all))
      }),
    )
  })

  it.each([
    ['updated', [3, 1, 2]],
    ['created', [2, 3, 1]],
    ['oldest', [1, 3, 2]],
    ['priority', [1, 3, 2]],
    ['number', [3, 2, 1]],
  ] as const)('%s', (sort, order) => {
    const row = (number: number, createdAt: number, updatedAt: number, priority: TicketRow['priority']): TicketRow => ({
      ...blank,
      number,
      createdAt: timeOf(createdAt),
      updatedAt: timeOf(updatedAt),
      priority,
    })
    const rows = [row(1, 1, 8, 'urgent'), row(2, 3, 7, 'low'), row(3, 2, 9, 'normal')]
    expect(rows.sort((a, b) => compareRows(a, b, sort)).map(({ number }) => number)).toEqual(order)
  })
})

const blank: TicketRow = {
  id: id(1000),
  number: 1,
  title: 'Printer on fire',
  state: 'open',
  assignee: null,
  priority: 'normal',
  labels: [],
  author: id(2),
  createdAt: timeOf(1),
  updatedAt: timeOf(1),
  comments: 0,
  version: 1,
}

describe('matchesFilter', () => {
  it.each<[Partial<TicketFilter>, Partial<TicketRow>, boolean | 'unknown']>([
    [{}, {}, true],
    [{ state: 'open' }, {}, true],
    [{ state: 'solved' }, {}, false],
    [{ assignee: 'none' }, {}, true],
    [{ assignee: 'none' }, { assignee: id(2) }, false],
    [{ assignee: id(2) }, { assignee: id(2) }, true],
    [{ assignee: id(2) }, { assignee: id(3) }, false],
    [{ assignee: id(2) }, {}, false],
    [{ label: 'vpn' }, { labels: ['printer', 'vpn'] }, true],
    [{ label: 'vpn' }, { labels: ['vpn-2'] }, false],
    [{ priority: 'high' }, { priority: 'high' }, true],
    [{ priority: 'high' }, {}, false],
    [{ text: 'fire' }, {}, 'unknown'],
    [{ text: 'fire', state: 'solved' }, {}, false],
  ])('%j of %j: %s', (filter, row, answer) => {
    expect(matchesFilter({ ...blank, ...row }, { sort: 'updated', ...filter })).toBe(answer)
  })

  it('takes every row where nothing is asked for, and rows are what the wire carries', () => {
    fc.assert(
      fc.property(anyRow, anySort, (row, sort) => {
        expect(matchesFilter(row, { sort })).toBe(true)
        expect(ticketRowSchema.parse(row)).toEqual(row)
      }),
    )
  })
})
