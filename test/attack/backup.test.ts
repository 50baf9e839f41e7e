import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Aggregate } from '../../core/events/names.ts'
import { parseBundle } from '../../core/proof/bundle/read-bundle.ts'
import { parseEpoch } from '../../core/proof/log/epoch-record.ts'
import { checkStore, exported, openTicket, verdictOf } from './checks.ts'
import { contradiction } from './contradiction.ts'
import { EvilOperator } from './evil-operator.ts'
import { anchors, type GrownLog, growLog, signedIn } from './grown-log.ts'

let log: GrownLog
let ticket: Aggregate
let restored: EvilOperator
beforeAll(async () => {
  log = await growLog()
  ticket = { type: 'ticket', id: log.ticket }
})
afterAll(() => log?.remove())
beforeEach(async () => {
  restored = await EvilOperator.on(log.first)
  await restored.takeNetworkOf(log.second)
})
afterEach(() => restored.remove())

describe('an old backup in the place of the store', () => {
  it('is not found by verify-store offline: everything in it is true, only old', async () => {
    expect(await checkStore(restored.folder, { trust: log.trust, network: null })).toMatchObject({ failures: 0, anchors: 1 })
  })

  it('is found by verify-store with the network: its newest seal is spent', async () => {
    expect(await checkStore(log.second, { trust: log.trust, network: log.second })).toMatchObject({ failures: 0, onNetwork: 2 })
    const { findings } = await checkStore(restored.folder, { trust: log.trust, network: log.second })
    expect(findings).toMatchObject([{ check: 'network', expected: 'nothing' }])
  })

  it('is found by its own server, which anchors nothing more and says why', async () => {
    restored.done()
    const { server, comment, client } = await signedIn(restored.folder)
    await comment(log.ticket, 'As if nothing had been said.')
    const answer = client.request('POST', '/api/anchors')
    await vi.waitFor(
      async () => expect((await anchors(server)).status.troubles).toContainEqual(expect.objectContaining({ code: 'seal_spent_elsewhere' })),
      20_000,
    )
    expect((await answer).status).toBe(409)
    await server.close()
  })

  it('gives bundles that are valid, and whose epoch has a smaller sum of versions than one that was seen', async () => {
    const bundle = await exported(restored.folder, ticket)
    expect(verdictOf(bundle, log.trust, log.kept.second.headers)).toMatchObject({ verdict: 'VALID', header: 'known' })
    expect(contradiction(bundle, log.kept.second.bundle)).toBeNull()
    const sum = (text: string) => parseEpoch(parseBundle(text).epoch).versions
    expect(sum(bundle)).toBeLessThan(sum(log.kept.second.bundle))
  })

  it('is found by a newer bundle: it proves events that the store no longer has', () => {
    expect(verdictOf(log.kept.second.bundle, log.trust, log.kept.second.headers)).toMatchObject({
      verdict: 'VALID',
      ranges: [{ from: 1, to: 5, proven: 'anchored' }, { proven: 'chained' }],
    })
    expect(restored.chain(ticket)).toHaveLength(4)
  })

  it('is found by a browser that has seen more: the history is shorter than before', async () => {
    const current = await EvilOperator.on(log.second)
    const page = await openTicket(log.trust.origin, log.ticket, current.chain(ticket))
    expect((await page.reconnected(restored.chain(ticket))).failure).toMatchObject({
      check: 'chain',
      rule: 'version',
      expected: '6',
      actual: '4',
    })
    await page.close()
    await current.remove()
  })

  it('is not found by a browser that has seen nothing', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, restored.chain(ticket))
    expect(page.view()).toMatchObject({ status: { kind: 'live' }, checked: { version: 4 }, failure: null })
    await page.close()
  })
})
