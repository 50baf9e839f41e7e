import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../core/events/event.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { trustSchema } from '../../core/proof/bundle/trust.ts'
import { openCheckpoint } from '../../core/proof/log/checkpoint.ts'
import { verifyConsistency } from '../../core/proof/log/tree.ts'
import { checkStore, exported, openTicket, verdictOf } from './checks.ts'
import { contradiction } from './contradiction.ts'
import { EvilOperator } from './evil-operator.ts'
import { anchor, fetched, type GrownLog, growLog, keep, signedIn } from './grown-log.ts'
import { relinked, rewritten, type Wanted, wanted, withText } from './rewriting.ts'

let log: GrownLog
let ticket: Aggregate
let evil: EvilOperator
/** The ticket as it was, and with version 3 as the operator would rather have it. */
let before: readonly StoredEvent[]
let after: readonly StoredEvent[]

beforeAll(async () => {
  log = await growLog()
  ticket = { type: 'ticket', id: log.ticket }
})
afterAll(() => log?.remove())
beforeEach(async () => {
  evil = await EvilOperator.on(log.second)
  before = evil.chain(ticket)
  after = rewritten(before, 3, withText('The pump never came.'))
})
afterEach(() => evil.remove())

const everything = () => ({ trust: log.trust, network: log.second })
const checksOf = async (options: Parameters<typeof checkStore>[1]) => [
  ...new Set((await checkStore(evil.folder, options)).findings.map(({ check }) => check)),
]

describe('a chain rewritten from one event on, with all later hashes', () => {
  beforeEach(() => evil.replaceChain(ticket, after))

  it('is not found by a browser that was never there before: the chain fits', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, after)
    expect(page.view()).toMatchObject({ status: { kind: 'live' }, checked: { version: 6 }, failure: null })
    await page.close()
  })

  it('is found by its bundle: the head is not the one in the map that was anchored', async () => {
    expect(verdictOf(await exported(evil.folder, ticket), log.trust).failed).toMatchObject({
      check: 'mapRootInEpoch',
      rule: 'root',
      version: 5,
    })
  })

  it('is found by verify-store, offline and without a trust file: an epoch holds another event', async () => {
    const { findings } = await checkStore(evil.folder, { trust: null, network: null })
    expect(findings).toMatchObject([{ check: 'mappedHead', subject: `ticket ${log.ticket}`, version: 4 }])
  })
})

describe('a chain rewritten, and every map, epoch and checkpoint after it made anew and signed with the log’s own key', () => {
  beforeEach(async () => {
    evil.replaceChain(ticket, after)
    await evil.resealLog()
  })

  it('fits itself: the same steps without a change leave a store in which nothing is found', async () => {
    const honest = await EvilOperator.on(log.second)
    honest.replaceChain(ticket, honest.chain(ticket))
    await honest.resealLog()
    expect(await checkStore(honest.folder, everything())).toMatchObject({ failures: 0, anchors: 2, onNetwork: 2 })
    expect(verdictOf(await exported(honest.folder, ticket), log.trust, log.kept.second.headers)).toMatchObject({
      verdict: 'VALID',
      header: 'known',
    })
    await honest.remove()
  })

  it('is found by verify-store, offline and without a trust file: the anchors carry other checkpoints', async () => {
    expect(await checksOf({ trust: null, network: null })).toEqual(['checkpointInAnchor'])
  })

  it('is found by the bundle that the operator then gives out: its anchor does not hold the checkpoint', async () => {
    expect(verdictOf(await exported(evil.folder, ticket), log.trust).failed).toMatchObject({ check: 'checkpointInAnchor', rule: 'script' })
  })

  it('is found by an older bundle, which stays valid and holds another event under the same version', async () => {
    expect(verdictOf(log.kept.first.bundle, log.trust, log.kept.second.headers)).toMatchObject({ verdict: 'VALID', header: 'known' })
    expect(contradiction(log.kept.first.bundle, await exported(evil.folder, ticket))).toBe(3)
    expect(contradiction(log.kept.first.bundle, log.kept.second.bundle)).toBeNull()
  })

  it('is found by two checkpoints that the log signed and no consistency proof joins', async () => {
    const { checkpoint } = log.kept.second
    const server = await running()
    const old = openCheckpoint(checkpoint, log.trust.logKey)
    const now = openCheckpoint(await fetched(server, '/api/checkpoint'), log.trust.logKey)
    const { path } = JSON.parse(await fetched(server, `/api/consistency?first=${old.size}&second=${now.size}`))
    expect(verifyConsistency(old.size, now.size, old.root, now.root, path)).toBe(false)
    expect(verifyConsistency(now.size, now.size, now.root, now.root, path)).toBe(true)
    await server.close()
  })

  it('is found by a browser that has the ticket open, when it comes back', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, before)
    expect((await page.reconnected(before)).failure).toBeNull()
    expect((await page.reconnected(after)).failure).toMatchObject({ check: 'chain' })
    await page.close()
  })

  it('is found by a browser that has the ticket open, when anything is added', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, before.slice(0, 5))
    expect((await page.reconnected(after)).failure).toMatchObject({ check: 'chain', rule: 'parent', version: 6 })
    await page.close()
  })

  async function running() {
    evil.done()
    return (await signedIn(evil.folder)).server
  }
})

describe.each<{ what: string; change: (events: readonly Wanted[]) => readonly Wanted[] }>([
  { what: 'dropped', change: events => events.filter((_, at) => at !== 2) },
  { what: 'inserted', change: events => [...events.slice(0, 2), again(events[1]), ...events.slice(2)] },
  {
    what: 'moved to another place',
    change: events => [...events.slice(0, 2), ...events.slice(3, 5), ...events.slice(2, 3), ...events.slice(5)],
  },
])('an event $what, with all later hashes fitted to it', ({ change }) => {
  beforeEach(() => evil.replaceChain(ticket, relinked(log.trust.origin, ticket, change(before.map(wanted)))))

  it('is not found by a browser that was never there before', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, evil.chain(ticket))
    expect(page.view()).toMatchObject({ status: { kind: 'live' }, failure: null })
    await page.close()
  })

  it('is found by verify-store and by the bundle, by what epochs hold', async () => {
    expect(await checksOf({ trust: null, network: null })).toEqual(['mappedHead'])
    expect(verdictOf(await exported(evil.folder, ticket), log.trust).failed).toMatchObject({ check: 'mapRootInEpoch' })
  })

  it('is found by what was anchored, where maps, epochs and checkpoints are made anew', async () => {
    await evil.resealLog()
    expect(await checksOf({ trust: null, network: null })).toEqual(['checkpointInAnchor'])
    const bundle = await exported(evil.folder, ticket)
    expect(verdictOf(bundle, log.trust).failed).toMatchObject({ check: 'checkpointInAnchor' })
    expect(contradiction(log.kept.first.bundle, bundle)).toBe(3)
  })
})

describe('the same, and the anchors removed from the store', () => {
  beforeEach(async () => {
    evil.replaceChain(ticket, after)
    evil.removeAnchors()
    await evil.resealLog()
  })

  it('is not found by verify-store offline, which then says that nothing was anchored', async () => {
    const report = await checkStore(evil.folder, { trust: log.trust, network: null })
    expect(report).toMatchObject({ failures: 0, anchors: 0 })
    expect(report.notChecked.join(' ')).toMatch(/newest seal is unspent/)
    expect(report.notChecked.join(' ')).toMatch(/no anchor in a block/)
  })

  it('is found by verify-store with the network: the seal is spent by a transaction that this store does not know', async () => {
    const { findings } = await checkStore(evil.folder, everything())
    expect(findings).toMatchObject([{ check: 'network', subject: `seal ${log.trust.genesisSeal}` }])
  })

  it('gives bundles that are valid, but signed only: no block stands behind them', async () => {
    const verdict = verdictOf(await exported(evil.folder, ticket), log.trust, log.kept.second.headers)
    expect(verdict).toMatchObject({ verdict: 'VALID', header: 'none', ranges: [{ proven: 'signed', anchor: null }, { proven: 'chained' }] })
    expect(contradiction(log.kept.first.bundle, await exported(evil.folder, ticket))).toBe(3)
  })
})

describe('the same, and a new line of anchors begun under another key', () => {
  it('is not found by anything that the operator’s own server gives out, taken alone', async () => {
    const { trust, bundle, headers } = await begunAnew(NEW_KEY)
    expect(verdictOf(bundle, trust, headers)).toMatchObject(ANCHORED)
    const report = await checkStore(evil.folder, { trust: null, network: evil.folder })
    expect(report).toMatchObject({ failures: 0, anchors: 1, onNetwork: 1 })
    expect(report.notChecked.join(' ')).toMatch(/Bring your own trust file/)
  })

  it('is found by a trust file of one’s own: the genesis seal is another', async () => {
    const { bundle } = await begunAnew(NEW_KEY)
    expect(verdictOf(bundle, log.trust).failed).toMatchObject({ check: 'trust', rule: 'genesisSeal' })
    const { findings } = await checkStore(evil.folder, { trust: log.trust, network: null })
    expect(findings).toContainEqual(expect.objectContaining({ check: 'trust', expected: log.trust.genesisSeal }))
    expect(contradiction(log.kept.first.bundle, bundle)).toBe(3)
  })
})

describe('the same, on a development network that the operator made anew, with the same genesis seal', () => {
  it('is not found by a trust file: a network that is one’s own can be made again, seal and all', async () => {
    const { bundle } = await begunAnew(OLD_KEY)
    expect(verdictOf(bundle, log.trust)).toMatchObject({ ...ANCHORED, header: 'work-only' })
    expect(await checkStore(evil.folder, { trust: log.trust, network: evil.folder })).toMatchObject({ failures: 0, onNetwork: 1 })
  })

  it('is found by block headers from somewhere else, by the network that others know, and by an older bundle', async () => {
    const { bundle } = await begunAnew(OLD_KEY)
    expect(verdictOf(bundle, log.trust, log.kept.second.headers).failed).toMatchObject({ check: 'headerKnown' })
    const { findings } = await checkStore(evil.folder, { trust: log.trust, network: log.second })
    expect(findings).toContainEqual(expect.objectContaining({ check: 'network', subject: `seal ${log.trust.genesisSeal}` }))
    expect(contradiction(log.kept.first.bundle, bundle)).toBe(3)
  })
})

/** The same event by another command. */
function again(event: Wanted | undefined): Wanted {
  if (event === undefined) throw new Error('there is no such event')
  return { ...event, header: { ...event.header, commandId: randomUUID(), facts: { commentId: randomUUID() } } }
}

const ANCHORED = { verdict: 'VALID', header: 'known', ranges: [{ from: 1, to: 6, proven: 'anchored' }] }
const OLD_KEY = ['anchoring/genesis']
const NEW_KEY = ['anchoring/genesis', 'anchoring/dev-key']

/** `forgotten`: settings that the operator has the server make anew. */
async function begunAnew(forgotten: readonly string[]) {
  evil.replaceChain(ticket, after)
  evil.removeAnchors()
  for (const name of forgotten) evil.run('DELETE FROM settings WHERE name = ?', name)
  evil.run('DELETE FROM block_headers')
  evil.run('DELETE FROM notes')
  await evil.resealLog()
  await evil.forgetNetwork()
  evil.done()
  const worker = await signedIn(evil.folder)
  await worker.comment(log.other, 'Never mind.')
  await anchor(worker)
  const trust = trustSchema.parse(JSON.parse(await fetched(worker.server, '/api/trust')))
  const kept = await keep(worker.server, log.ticket)
  await worker.server.close()
  return { trust, ...kept }
}
