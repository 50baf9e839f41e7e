import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { syncSchema } from '../../../core/protocol/messages.ts'
import { formatTopic, parseQuery, parseTopic, type Topic } from '../../../core/protocol/topics.ts'
import { PRIORITIES } from '../../../core/ticket/commands.ts'
import { SORTS, type TicketFilter } from '../../../core/ticket/filter.ts'

const filledText = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).filter(text => /\S/u.test(text) && !text.includes('\0'))
const label = fc.stringMatching(/^[a-z0-9-]{1,32}$/)

const anyFilter: fc.Arbitrary<TicketFilter> = fc.record(
  {
    state: fc.constantFrom('open', 'solved'),
    assignee: fc.oneof(fc.uuid(), fc.constant('none' as const)),
    label,
    priority: fc.constantFrom(...PRIORITIES),
    text: filledText,
    sort: fc.constantFrom(...SORTS),
  },
  { requiredKeys: ['sort'] },
)

const anyEventFilter = fc.record(
  {
    actor: fc.uuid(),
    aggregate: fc.tuple(fc.constantFrom('ticket', 'user', 'anchor'), fc.uuid()).map(parts => parts.join(':')),
    type: fc.stringMatching(/^[a-z][a-z0-9_]{0,63}$/),
  },
  { requiredKeys: [] },
)

const anyTopic: fc.Arbitrary<Topic> = fc.oneof(
  fc.record({ kind: fc.constantFrom('ticket' as const, 'user' as const), id: fc.uuid() }),
  fc.record({ kind: fc.constant('list' as const), filter: anyFilter }),
  fc.record({ kind: fc.constant('events' as const), filter: anyEventFilter }),
  fc.record({ kind: fc.constantFrom('people' as const, 'anchors' as const) }),
)

/** Names that are nearly those of topics. */
const anyName = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(
      fc.constantFrom('list?', 'events?', 'ticket:', 'user:', 'people', 'anchors'),
      fc.array(fc.oneof(fc.constantFrom('sort=', 'text=', 'label=', '&', '%', '%f0', '+', '=', '__proto__=', 'state=open'), fc.string())),
    )
    .map(([kind, parts]) => kind + parts.join('')),
)

describe('topics', () => {
  it('come back from their names', () => {
    fc.assert(fc.property(anyTopic, topic => void expect(parseTopic(formatTopic(topic))).toEqual(topic)))
  })

  it('have one name each: whatever is read as a topic is written in its one way', () => {
    fc.assert(
      fc.property(anyName, name => {
        const topic = parseTopic(name)
        if (topic !== null) expect(parseTopic(formatTopic(topic))).toEqual(topic)
      }),
      { numRuns: 1000 },
    )
  })

  it('leave out what is default, and order their keys', () => {
    expect(formatTopic({ kind: 'list', filter: { sort: 'updated' } })).toBe('list')
    expect(formatTopic({ kind: 'list', filter: { text: 'vpn & ü', state: 'open', sort: 'number' } })).toBe(
      'list?sort=number&state=open&text=vpn%20%26%20%C3%BC',
    )
    expect(parseTopic('list?text=a+b&sort=updated')).toEqual({ kind: 'list', filter: { text: 'a b', sort: 'updated' } })
  })

  it.each([
    '',
    'tickets',
    'ticket:',
    'ticket:12',
    'ticket:8ACA77A2-C9AA-4EA2-8FEA-968635EAE518',
    'people?x=1',
    'list?state=closed',
    'list?colour=red',
    'list?text=',
    'events?actor=anna',
    'events?aggregate=cat:8aca77a2-c9aa-4ea2-8fea-968635eae518',
  ])('“%s” is none', name => expect(parseTopic(name)).toBeNull())

  it('a key such as __proto__ is unknown like any other', () => {
    expect(parseTopic('list?__proto__=x')).toBeNull()
    expect(parseTopic('events?constructor=x')).toBeNull()
  })

  it('fit into a message, also with the longest text to search for', () => {
    const filter: TicketFilter = {
      state: 'solved',
      assignee: '8aca77a2-c9aa-4ea2-8fea-968635eae518',
      label: 'x'.repeat(32),
      priority: 'urgent',
      text: '🔥'.repeat(200),
      sort: 'priority',
    }
    const topic = formatTopic({ kind: 'list', filter })
    expect(parseTopic(topic)).toEqual({ kind: 'list', filter })
    expect(syncSchema.safeParse({ topic, since: null, limit: 50 })).toMatchObject({ success: true })
  })
})

describe('parseQuery', () => {
  it('keeps the last of values with the same key, and what can’t be decoded as it is', () => {
    expect(parseQuery('a=1&b=%&a=2&c')).toEqual({ a: '2', b: '%', c: '' })
  })
})
