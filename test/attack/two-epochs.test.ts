import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../core/events/event.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { checkStore, openTicket, verdictOf } from './checks.ts'
import { contradiction } from './contradiction.ts'
import { EvilOperator } from './evil-operator.ts'
import { anchor, type GrownLog, growLog, type Kept, keep, signedIn } from './grown-log.ts'
import { rewritten, withText } from './rewriting.ts'

/**
 * The operator doesn't touch the log: after the first anchor they rewrite a chain, and let the next epochs and anchors be made of it. Every
 * signature, map and anchor is good, on one line, on the network that everybody sees.
 */
let log: GrownLog
let ticket: Aggregate
let evil: EvilOperator
let later: Kept

beforeAll(async () => {
  log = await growLog()
  ticket = { type: 'ticket', id: log.ticket }
  const operator = await EvilOperator.on(log.first)
  const before = operator.chain(ticket)
  const after = rewritten(before, 3, withText('The pump never came.'))
  operator.replaceChain(ticket, after)
  setMappedHead(operator, after)
  operator.done()
  later = await goOn(operator.folder)
  evil = await EvilOperator.on(operator.folder)
  setMappedHead(evil, before)
  await operator.remove()
})
afterAll(async () => {
  await evil?.remove()
  await log?.remove()
})

/** What the epoch of the first anchor is said to hold of the ticket. A server that finds another head there goes no further with it. */
function setMappedHead(operator: EvilOperator, events: readonly StoredEvent[]): void {
  const sql = `UPDATE epoch_heads SET hash = unhex(?) WHERE version = 4 AND aggregate = (SELECT id FROM aggregates WHERE name = ?)`
  operator.run(sql, events[3]?.hash ?? '', log.ticket)
}

async function goOn(folder: string): Promise<Kept> {
  const worker = await signedIn(folder)
  await worker.comment(log.ticket, 'So we bought one.')
  await worker.comment(log.other, 'Still loose.')
  await anchor(worker)
  const kept = await keep(worker.server, log.ticket)
  await worker.server.close()
  return kept
}

describe('one history in an earlier epoch, and another in a later one', () => {
  it('is not found by the newer bundle alone, not even with block headers of one’s own', () => {
    expect(verdictOf(later.bundle, log.trust, later.headers)).toMatchObject({
      verdict: 'VALID',
      header: 'known',
      ranges: [{ from: 1, to: 5, proven: 'anchored' }],
    })
  })

  it('is left open by that bundle’s verdict, in words', () => {
    expect(verdictOf(later.bundle, log.trust).cannotTell.join(' ')).toMatch(/another epoch holds another history/)
  })

  it('is found by an older bundle: both are valid on one line of anchors, and contradict each other', () => {
    expect(verdictOf(log.kept.first.bundle, log.trust, later.headers)).toMatchObject({ verdict: 'VALID', header: 'known' })
    expect(contradiction(log.kept.first.bundle, later.bundle)).toBe(3)
  })

  it('is found by verify-store, offline and without a trust file: an epoch’s head is no ancestor of the next one’s', async () => {
    expect(await checkStore(log.first, { trust: null, network: null })).toMatchObject({ failures: 0 })
    const { findings } = await checkStore(evil.folder, { trust: null, network: null })
    expect(findings).toMatchObject([{ check: 'mappedHead', subject: `ticket ${log.ticket}`, version: 4 }])
  })

  it('is found by verify-store too where the operator changes what the earlier epoch is said to hold', async () => {
    const operator = await EvilOperator.on(evil.folder)
    setMappedHead(operator, operator.chain(ticket))
    const { findings } = await checkStore(operator.folder, { trust: null, network: null })
    expect(findings).toMatchObject([{ check: 'mapRoot', subject: 'epoch 1' }])
    await operator.remove()
  })

  it('is not sealed by a server that runs as it was published: the map keeps the head before, and the bundle is INVALID', async () => {
    const operator = await EvilOperator.on(log.first)
    operator.replaceChain(ticket, rewritten(operator.chain(ticket), 3, withText('The pump never came.')))
    operator.done()
    const { bundle } = await goOn(operator.folder)
    expect(verdictOf(bundle, log.trust).failed).toMatchObject({ check: 'mapRootInEpoch', version: 4 })
    await operator.remove()
  })

  it('is found by a browser that has the ticket open, and not by one that opens it for the first time', async () => {
    const before = await EvilOperator.on(log.first)
    const page = await openTicket(log.trust.origin, log.ticket, before.chain(ticket))
    expect((await page.reconnected(evil.chain(ticket))).failure).toMatchObject({ check: 'chain', rule: 'parent', version: 5 })
    await page.close()
    await before.remove()
    const fresh = await openTicket(log.trust.origin, log.ticket, evil.chain(ticket))
    expect(fresh.view()).toMatchObject({ status: { kind: 'live' }, checked: { version: 5 }, failure: null })
    await fresh.close()
  })
})
