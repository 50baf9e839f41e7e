import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Aggregate } from '../../core/events/names.ts'
import { parseBundle } from '../../core/proof/bundle/read-bundle.ts'
import { parseEpoch } from '../../core/proof/log/epoch-record.ts'
import { checkStore, exported, openTicket, verdictOf } from './checks.ts'
import { EvilOperator } from './evil-operator.ts'
import { type GrownLog, growLog, signedIn } from './grown-log.ts'

let log: GrownLog
let ticket: Aggregate
let other: Aggregate
let evil: EvilOperator
beforeAll(async () => {
  log = await growLog()
  ticket = { type: 'ticket', id: log.ticket }
  other = { type: 'ticket', id: log.other }
})
afterAll(() => log?.remove())
beforeEach(async () => {
  evil = await EvilOperator.on(log.second)
})
afterEach(() => evil.remove())

const findingsIn = async (folder: string) => (await checkStore(folder, { trust: log.trust, network: null })).findings

describe('a ticket that is taken away with all that names it', () => {
  it('is not missed by a browser that has never seen it', async () => {
    const page = await openTicket(log.trust.origin, log.other, evil.chain(other))
    expect(page.view()).toMatchObject({ status: { kind: 'live' }, failure: null })
    await page.close()
  })

  it('is missed by a browser that has it open', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, evil.chain(ticket))
    expect((await page.reconnected([])).failure).toMatchObject({ check: 'chain', rule: 'version', expected: '6', actual: '0' })
    await page.close()
  })

  it('is found by verify-store offline: the map of an epoch holds more than the store', async () => {
    expect(await findingsIn(evil.folder)).toEqual([])
    evil.removeAggregate(ticket)
    expect(await findingsIn(evil.folder)).toContainEqual(expect.objectContaining({ check: 'mapRoot', subject: 'epoch 1' }))
  })

  it('is found by name where only its events are gone: an epoch holds versions that the chain no longer has', async () => {
    evil.run('DELETE FROM events WHERE aggregate = (SELECT id FROM aggregates WHERE name = ?)', log.ticket)
    expect(await findingsIn(evil.folder)).toContainEqual(expect.objectContaining({ subject: `ticket ${log.ticket}` }))
  })

  it('is found in what was anchored, where the epochs are made anew without it: another checkpoint, with fewer aggregates', async () => {
    evil.removeAggregate(ticket)
    await evil.resealLog()
    expect(await findingsIn(evil.folder)).toContainEqual(expect.objectContaining({ check: 'checkpointInAnchor', subject: 'anchor 1' }))
    const bundle = await exported(evil.folder, other)
    expect(verdictOf(bundle, log.trust).failed).toMatchObject({ check: 'checkpointInAnchor' })
    const aggregates = (text: string) => parseEpoch(parseBundle(text).epoch).aggregates
    expect(aggregates(bundle)).toBe(aggregates(log.kept.first.bundle) - 1)
  })

  it('is proven to have been there by any bundle of it that somebody kept', () => {
    expect(verdictOf(log.kept.first.bundle, log.trust, log.kept.second.headers)).toMatchObject({
      verdict: 'VALID',
      aggregate: ticket,
      ranges: [{ from: 1, to: 4, proven: 'anchored' }],
    })
  })
})

describe('a ticket that is taken away before any epoch holds it', () => {
  it('is found by nothing: no check, no anchor and no bundle knows of it', async () => {
    evil.done()
    const worker = await signedIn(evil.folder)
    const unlucky = 'b7f3c1de-0000-4000-8000-000000000001'
    await worker.create(unlucky, 'Nobody will ever read this')
    await worker.server.close()
    const operator = await EvilOperator.on(evil.folder)
    expect(operator.chain({ type: 'ticket', id: unlucky })).toHaveLength(1)
    operator.removeAggregate({ type: 'ticket', id: unlucky })
    const report = await checkStore(operator.folder, { trust: log.trust, network: log.second })
    expect(report).toMatchObject({ failures: 0, onNetwork: 2 })
    await operator.remove()
  })
})
