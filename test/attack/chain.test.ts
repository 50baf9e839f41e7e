import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../core/events/event.ts'
import { eventHash } from '../../core/events/hash.ts'
import { formatHeader, parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { checkStore, exported, openTicket, verdictOf } from './checks.ts'
import { EvilOperator } from './evil-operator.ts'
import { type GrownLog, growLog } from './grown-log.ts'

let log: GrownLog
let honest: EvilOperator
let ticket: Aggregate
beforeAll(async () => {
  log = await growLog()
  ticket = { type: 'ticket', id: log.ticket }
  honest = await EvilOperator.on(log.second)
})
afterAll(async () => {
  await honest?.remove()
  await log?.remove()
})

type Events = readonly StoredEvent[]

function at(events: Events, version: number): StoredEvent {
  const event = events[version - 1]
  if (event === undefined) throw new Error(`there is no version ${version}`)
  return event
}

function replaced(events: Events, version: number, event: StoredEvent): Events {
  return events.map((own, index) => (index === version - 1 ? event : own))
}

/** An event with another header, and the hash that goes with it. */
function withHeader(event: StoredEvent, change: Partial<ReturnType<typeof parseHeader>>): StoredEvent {
  const header = formatHeader({ ...parseHeader(event.header), ...change })
  return { ...event, header, hash: eventHash(header) }
}

/** What an operator makes of the chain, without fitting what follows to it; and the check and rule that finds it, everywhere the same. */
const ATTACKS: readonly { what: string; attack: (events: Events, others: Events) => Events; check: 'chain' | 'content'; rule: string }[] = [
  {
    what: 'an edited fact',
    attack: events => replaced(events, 3, withHeader(at(events, 3), { facts: { commentId: randomUUID() } })),
    check: 'chain',
    rule: 'parent',
  },
  {
    what: 'an edited header under its old hash',
    attack: events =>
      replaced(events, 3, { ...withHeader(at(events, 3), { recordedAt: '2020-01-01T00:00:00.000Z' }), hash: at(events, 3).hash }),
    check: 'chain',
    rule: 'hash',
  },
  {
    what: 'an edited text',
    attack: events => replaced(events, 3, { ...at(events, 3), content: '{"body":"The pump never came."}' }),
    check: 'content',
    rule: 'commitment',
  },
  {
    what: 'two texts that changed places',
    attack: events => {
      const [second, third] = [at(events, 2), at(events, 3)]
      return replaced(replaced(events, 2, { ...second, content: third.content }), 3, { ...third, content: second.content })
    },
    check: 'content',
    rule: 'commitment',
  },
  {
    what: 'a text with its salt, taken from another event',
    attack: events => replaced(events, 3, { ...at(events, 3), salt: at(events, 2).salt, content: at(events, 2).content }),
    check: 'content',
    rule: 'commitment',
  },
  {
    what: 'a text that is gone, and no event erased it',
    attack: events => replaced(events, 3, { ...at(events, 3), salt: null, content: null }),
    check: 'content',
    rule: 'missing',
  },
  { what: 'a dropped event', attack: events => events.filter((_, index) => index !== 2), check: 'chain', rule: 'version' },
  {
    what: 'two events that changed places',
    attack: events => replaced(replaced(events, 2, at(events, 3)), 3, at(events, 2)),
    check: 'chain',
    rule: 'version',
  },
  {
    what: 'an inserted event',
    attack: events => [...events.slice(0, 2), withHeader(at(events, 3), { commandId: randomUUID() }), ...events.slice(2)],
    check: 'chain',
    rule: 'version',
  },
  {
    what: 'an inserted event, with the numbers after it moved up',
    attack: events => [
      ...events.slice(0, 2),
      withHeader(at(events, 3), { commandId: randomUUID() }),
      ...events.slice(2).map(event => withHeader(event, { version: parseHeader(event.header).version + 1 })),
    ],
    check: 'chain',
    rule: 'parent',
  },
  {
    what: 'an event of another ticket',
    attack: (events, others) => replaced(events, 2, at(others, 2)),
    check: 'chain',
    rule: 'aggregate',
  },
  {
    what: 'an event of another log',
    attack: events => replaced(events, 2, withHeader(at(events, 2), { origin: 'elsewhere.example/log' })),
    check: 'chain',
    rule: 'origin',
  },
  {
    what: 'an earlier event, replayed at the end',
    attack: events => [...events, at(events, 2)],
    check: 'chain',
    rule: 'version',
  },
]

describe('the chain as it is', () => {
  it('passes in the browser, in its bundle and in the store', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, honest.chain(ticket))
    expect(page.view()).toMatchObject({ status: { kind: 'live' }, checked: { version: 6 }, failure: null })
    await page.close()
    expect(verdictOf(await exported(honest.folder, ticket), log.trust, log.kept.second.headers)).toMatchObject({
      verdict: 'VALID',
      header: 'known',
      ranges: [
        { from: 1, to: 5, proven: 'anchored' },
        { from: 6, to: 6, proven: 'chained' },
      ],
    })
    expect(await checkStore(honest.folder, { trust: log.trust, network: log.second })).toMatchObject({
      failures: 0,
      findings: [],
      anchors: 2,
      mined: 2,
      onNetwork: 2,
    })
  })
})

describe.each(ATTACKS)('$what', ({ attack, check, rule }) => {
  const evil = () => attack(honest.chain(ticket), honest.chain({ type: 'ticket', id: log.other }))

  it('raises the alarm in every browser that opens the ticket', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, evil())
    expect(page.view().failure).toMatchObject({ check, rule })
    await page.close()
  })

  it('makes the bundle INVALID by the same check, in the file and as the operator’s store gives it out', async () => {
    const { events: _, ...rest } = JSON.parse(log.kept.second.bundle)
    const forged = evil().map(({ header, salt, content }) => ({ header, salt, content }))
    // A bundle has no hashes of its own: an edited header shows by what no longer fits it.
    const inBundle = rule === 'hash' ? 'parent' : rule
    expect(verdictOf(JSON.stringify({ ...rest, events: forged }), log.trust).failed).toMatchObject({ check, rule: inBundle })
  })

  it('is found by verify-store in that ticket', async () => {
    const operator = await EvilOperator.on(log.second)
    operator.replaceChain(ticket, evil())
    const { findings } = await checkStore(operator.folder, { trust: null, network: null })
    expect(findings).toMatchObject([{ check, subject: `ticket ${log.ticket}` }])
    const served = verdictOf(await exported(operator.folder, ticket), log.trust)
    expect(served.failed).toMatchObject({ check })
    await operator.remove()
  })
})
