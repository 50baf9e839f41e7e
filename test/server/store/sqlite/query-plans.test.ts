import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SORTS, type TicketFilter } from '../../../../core/ticket/filter.ts'
import { Database, type Parameter, text } from '../../../../server/store/sqlite/database.ts'
import { eventsQuery } from '../../../../server/store/sqlite/event-reads.ts'
import { createSchema } from '../../../../server/store/sqlite/schema.ts'
import { countQuery, listQuery } from '../../../../server/store/sqlite/ticket-query.ts'
import type { EventFilter } from '../../../../server/store/store.ts'
import { ticket, uuid } from '../../../contract/samples.ts'

describe('SQLite’s plan', () => {
  let database: Database

  beforeAll(() => {
    database = new Database(':memory:')
    createSchema(database)
  })
  afterAll(() => database.close())

  function planOf(sql: string, parameters: readonly Parameter[]): string {
    return database.all(`EXPLAIN QUERY PLAN ${sql}`, row => text(row, 'detail'), ...parameters).join('\n')
  }

  const eventFilters: readonly (readonly [string, EventFilter, RegExp])[] = [
    ['nothing', {}, /^(SCAN events|SEARCH events USING INTEGER PRIMARY KEY \(rowid<\?\))$/],
    ['an actor', { actor: uuid(1) }, /USING INDEX events_by_actor \(actor=\?/],
    ['a type', { type: 'ticket_created' }, /USING INDEX events_by_type \(type=\?/],
    ['an aggregate', { aggregate: ticket(1) }, /USING INDEX events_by_aggregate \(aggregate=\?/],
    ['actor and type', { actor: uuid(1), type: 'ticket_created' }, /USING INDEX events_by_actor \(actor=\?/],
    ['aggregate and type', { aggregate: ticket(1), type: 'ticket_created' }, /USING INDEX events_by_aggregate \(aggregate=\?/],
    ['all three', { actor: uuid(1), aggregate: ticket(1), type: 'x' }, /USING INDEX events_by_aggregate \(aggregate=\?/],
  ]

  test.each(eventFilters)('reads events by %s in an index, in order, from the cursor on', (_, filter, expected) => {
    for (const before of [null, 1000]) {
      const { sql, parameters } = eventsQuery(filter, before)
      const plan = planOf(sql, [...parameters, 50])
      expect(plan).toMatch(expected)
      expect(plan).not.toMatch(/TEMP B-TREE/)
      if (before !== null) expect(plan).toMatch(/position<\?|rowid<\?/)
      if (before !== null || Object.keys(filter).length > 0) expect(plan).not.toMatch(/SCAN/)
    }
  })

  test.each(SORTS)('reads a list by %s in an index, in order, from the key on', sort => {
    const key = { key: sort === 'number' ? null : sort === 'priority' ? 2 : '2024-05-01T00:00:00.000Z', number: 7 }
    for (const state of [undefined, 'open'] as const) {
      const first = listQuery({ sort, state }, null)
      const plan = planOf(first.sql, [...first.parameters, 50])
      expect(plan).toMatch(/USING INDEX tickets_by_/)
      expect(plan).not.toMatch(/TEMP B-TREE/)
      const next = listQuery({ sort, state }, key)
      const nextPlan = planOf(next.sql, [...next.parameters, 50])
      expect(nextPlan).toMatch(/^SEARCH t USING INDEX tickets_by_\w+ \(.*[<>].*\)$/)
    }
  })

  const selective: readonly (readonly [string, TicketFilter, RegExp])[] = [
    ['an assignee', { sort: 'updated', assignee: uuid(1) }, /tickets_by_assignee \(assignee=\?/],
    ['a label', { sort: 'updated', label: 'bug' }, /SEARCH l USING PRIMARY KEY \(label=\?/],
    ['a text', { sort: 'updated', text: 'printer' }, /SCAN search VIRTUAL TABLE/],
  ]

  test.each(selective)('begins a list by %s with that', (_, filter, expected) => {
    const { sql, parameters } = listQuery(filter, null)
    expect(planOf(sql, [...parameters, 50])).toMatch(expected)
  })

  test('pages a label’s tickets in its index, in order', () => {
    const { sql, parameters } = listQuery({ sort: 'updated', label: 'bug' }, { key: '2024-05-01T00:00:00.000Z', number: 7 })
    const plan = planOf(sql, [...parameters, 50])
    expect(plan).toMatch(/SEARCH l USING PRIMARY KEY \(label=\? AND \(updated,number\)<\(\?,\?\)\)/)
    expect(plan).not.toMatch(/TEMP B-TREE/)
  })

  const counts: readonly (readonly [string, TicketFilter, RegExp])[] = [
    ['all tickets', { sort: 'updated' }, /^SCAN ticket_counts$/],
    ['an assignee’s', { sort: 'updated', assignee: uuid(1) }, /SEARCH t USING COVERING INDEX tickets_by_assignee \(assignee=\?/],
    ['a label’s', { sort: 'updated', label: 'bug' }, /SEARCH l USING PRIMARY KEY \(label=\?/],
  ]

  test.each(counts)('counts %s without reading the rows', (_, filter, expected) => {
    const { sql, parameters } = countQuery(filter)
    expect(planOf(sql, parameters)).toMatch(expected)
  })

  test('never counts rows off', () => {
    const { sql } = listQuery({ sort: 'priority', state: 'open', label: 'bug', text: 'x' }, { key: 1, number: 2 })
    expect(sql).not.toMatch(/OFFSET/i)
  })
})
