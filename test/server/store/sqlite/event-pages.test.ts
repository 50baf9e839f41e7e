import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Database, type Parameter, text } from '../../../../server/store/sqlite/database.ts'
import { EVENT_PAGE, EVENTS_AFTER, eventsAfter, type PlacedEvent } from '../../../../server/store/sqlite/event-pages.ts'
import { createSchema } from '../../../../server/store/sqlite/schema.ts'

const START = { aggregate: 0, version: 0 }
const INSERT = `INSERT INTO events (aggregate, version, position, type, actor, command, hash, header, salt, content)
  VALUES (?, ?, ?, '', '', '', ?, ?, ?, ?)`

let database: Database

beforeEach(() => {
  database = new Database(':memory:')
  createSchema(database)
})
afterEach(() => database.close())

function insert({ aggregate, version, position, hash, header, salt, content }: PlacedEvent): void {
  database.run(INSERT, aggregate, version, position, hash, header, salt, content)
}

function event(aggregate: number, version: number, position: number): PlacedEvent {
  return { aggregate, version, position, hash: `h${position}`, header: 'x', salt: null, content: null }
}

function readAll(upTo: number): readonly PlacedEvent[] {
  const all: PlacedEvent[] = []
  for (let page = eventsAfter(database, START, upTo); page.length > 0; page = eventsAfter(database, all.at(-1) ?? START, upTo))
    all.push(...page)
  return all
}

describe('pages of events', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('', ',', ',,', '\u0000', 'a\u0000b', '\ufeff', 'é', '😀', '{"body":"ä"}', 'x'.repeat(70_000)),
  )
  const anyTexts = fc.record({
    hash: anyText,
    header: anyText,
    salt: fc.option(anyText),
    content: fc.option(anyText),
    chain: fc.integer({ min: 1, max: 3 }),
  })

  test('give every event as it was written, whatever its texts hold', () => {
    fc.assert(
      fc.property(fc.array(anyTexts, { maxLength: 12 }), made => {
        database.exec('DELETE FROM events')
        const events = made.map(({ chain, ...texts }, i) => ({ aggregate: chain, version: i + 1, position: 100 - i, ...texts }))
        events.forEach(insert)
        const sorted = [...events].sort((a, b) => a.aggregate - b.aggregate || a.version - b.version)
        expect(readAll(2)).toEqual(sorted.filter(({ aggregate }) => aggregate <= 2))
      }),
    )
  })

  test('go on where the last one ended, within a chain too', () => {
    const events = Array.from({ length: 2 * EVENT_PAGE + 7 }, (_, i) => event(i < 5 ? 1 : 2, i + 1, i + 1))
    events.forEach(insert)
    expect(readAll(9)).toEqual(events)
  })

  test('are found in the index, in order', () => {
    const plan = database.all(`EXPLAIN QUERY PLAN ${EVENTS_AFTER}`, row => text(row, 'detail'), 1, 2, 3).join('\n')
    expect(plan).toMatch(/SEARCH events USING INDEX \S+ \(\(aggregate,version\)>\(\?,\?\) AND aggregate<\?\)/)
    expect(plan).not.toMatch(/TEMP B-TREE/)
  })

  test.each(['hash', 'header', 'salt', 'content'])('refuse a %s that is not UTF-8, also where its pieces together would be', column => {
    for (const version of [1, 2]) insert(event(1, version, version))
    const spoil = `UPDATE events SET ${column} = CAST(? AS TEXT) WHERE version = ?`
    database.run(spoil, Uint8Array.of(0x61, 0xc3), 1)
    database.run(spoil, Uint8Array.of(0xa4, 0x61), 2)
    expect(() => readAll(9)).toThrow(`the column ${column} holds text that is not UTF-8`)
  })

  test.each<[string, Parameter]>([
    ['hash', new Uint8Array(2)],
    ['header', new Uint8Array(2)],
    ['salt', new Uint8Array(2)],
    ['content', new Uint8Array(2)],
    ['header', null],
    ['hash', null],
    ['position', 'x'],
    ['position', 0.5],
    ['version', 1.5],
  ])('refuse a damaged column: %s is %j', (column, value) => {
    database.exec('DROP TABLE events')
    database.exec('CREATE TABLE events (aggregate, version, position, type, actor, command, hash, header, salt, content)')
    insert(event(1, 1, 1))
    expect(readAll(9)).toHaveLength(1)
    database.run(`UPDATE events SET ${column} = ?`, value)
    expect(() => readAll(9)).toThrow(/column|JSON/)
  })
})
