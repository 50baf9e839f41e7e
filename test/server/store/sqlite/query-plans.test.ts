import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SORTS, type TicketFilter } from '../../../../core/ticket/filter.ts'
import { ANCHOR_LINE, anchorsQuery, FIRST_COVERING, FIRST_COVERING_FROM } from '../../../../server/store/sqlite/anchor-rows.ts'
import { Database, type Parameter, text } from '../../../../server/store/sqlite/database.ts'
import { CHANGED_HEADS, HEAD_AT } from '../../../../server/store/sqlite/epoch-reads.ts'
import { eventsQuery } from '../../../../server/store/sqlite/event-reads.ts'
import { KEPT_PROOF } from '../../../../server/store/sqlite/kept-proofs.ts'
import { NEXT_STALE, READ_NODES } from '../../../../server/store/sqlite/map-nodes.ts'
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

  const proofs: readonly (readonly [string, string, readonly Parameter[], readonly RegExp[]])[] = [
    ['nodes by their hashes', READ_NODES, [new Uint8Array(64)], [/SEARCH map_nodes USING PRIMARY KEY \(hash=\?\)/]],
    [
      'an aggregate’s head at an epoch',
      HEAD_AT,
      ['ticket', uuid(1), 7],
      [
        /SEARCH aggregates USING COVERING INDEX sqlite_autoindex_aggregates_1 \(type=\? AND name=\?\)/,
        /SEARCH h USING INDEX epoch_heads_by_aggregate \(aggregate=\? AND epoch<\?\)/,
        /SEARCH e USING INTEGER PRIMARY KEY/,
      ],
    ],
    [
      'the heads that an epoch changed',
      CHANGED_HEADS,
      [7, 1000, 100],
      [/SEARCH h USING PRIMARY KEY \(attempt=\? AND aggregate>\?\)/, /SEARCH a USING INTEGER PRIMARY KEY/],
    ],
    ['stale nodes', NEXT_STALE, [7], [/SEARCH s USING INDEX stale_nodes_by_epoch \(epoch<\?\)/, /SEARCH e USING INTEGER PRIMARY KEY/]],
    [
      'anchors backwards',
      anchorsQuery('before', { sequence: 7, id: uuid(7) }).sql,
      [7, uuid(7), 50],
      [/^SEARCH anchors USING INDEX anchors_by_sequence \(\(sequence,id\)<\(\?,\?\)\)$/],
    ],
    ['anchors from the newest on', anchorsQuery('before', null).sql, [50], [/^SCAN anchors USING INDEX anchors_by_sequence$/]],
    [
      'a kept proof',
      KEPT_PROOF,
      ['ticket', uuid(1)],
      [/SEARCH kept_proofs USING INTEGER PRIMARY KEY/, /SEARCH aggregates USING COVERING INDEX/],
    ],
    ['the first anchor that holds an epoch', FIRST_COVERING, [7], [/^SEARCH anchors USING INDEX anchors_in_block \(size>\?\)$/]],
    [
      'the first of those from a place in the line on',
      FIRST_COVERING_FROM,
      [7, 7],
      [/^SEARCH anchors USING INDEX anchors_by_sequence \(sequence>\?\)$/],
    ],
    ['the line of seals', ANCHOR_LINE, [7, 50], [/^SEARCH anchors USING INDEX anchors_by_sequence \(sequence>\?\)$/]],
    [
      'anchors along the line',
      anchorsQuery('after', { sequence: 7, id: uuid(7) }).sql,
      [7, uuid(7), 50],
      [/^SEARCH anchors USING INDEX anchors_by_sequence \(\(sequence,id\)>\(\?,\?\)\)$/],
    ],
  ]

  test.each(proofs)('finds %s in an index, in order', (_, sql, parameters, expected) => {
    const plan = planOf(sql, parameters)
    for (const line of expected) expect(plan).toMatch(line)
    if (sql !== READ_NODES) expect(plan).not.toMatch(/TEMP B-TREE/)
    if (sql === CHANGED_HEADS || sql === HEAD_AT || sql === NEXT_STALE) expect(plan).not.toMatch(/SCAN/)
  })

  test('never counts rows off', () => {
    const { sql } = listQuery({ sort: 'priority', state: 'open', label: 'bug', text: 'x' }, { key: 1, number: 2 })
    expect(sql).not.toMatch(/OFFSET/i)
  })
})
