import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Aggregate } from '../../core/events/names.ts'
import { bytesOfHex } from '../../core/proof/bitcoin/bytes.ts'
import { sealOf } from '../../core/proof/bitcoin/outpoint.ts'
import { parseTransaction } from '../../core/proof/bitcoin/transaction.ts'
import { parseBundle } from '../../core/proof/bundle/read-bundle.ts'
import { checkStore, exported, openTicket, verdictOf } from './checks.ts'
import { EvilOperator } from './evil-operator.ts'
import { type GrownLog, growLog } from './grown-log.ts'

let log: GrownLog
let ticket: Aggregate
let evil: EvilOperator
beforeAll(async () => {
  log = await growLog()
  ticket = { type: 'ticket', id: log.ticket }
})
afterAll(() => log?.remove())
beforeEach(async () => {
  evil = await EvilOperator.on(log.second)
})
afterEach(() => evil.remove())

/** The second anchor covers version 5 of 6. */
const cutTo = (version: number) => evil.replaceChain(ticket, evil.chain(ticket).slice(0, version))
/** What the last anchor in a bundle leaves. */
const lastSealOf = (bundle: string) => sealOf(parseTransaction(bytesOfHex(parseBundle(bundle).seals.at(-1) ?? '')))
const everything = () => ({ trust: log.trust, network: log.second })

describe('a chain whose newest events were dropped from the store, and its head moved back', () => {
  it('is found by verify-store where an epoch holds a higher version', async () => {
    cutTo(4)
    const { findings } = await checkStore(evil.folder, { trust: null, network: null })
    expect(findings).toMatchObject([{ check: 'mappedHead', subject: `ticket ${log.ticket}`, version: 5 }])
  })

  it('is found by its bundle: the map holds a version that is missing', async () => {
    cutTo(4)
    expect(verdictOf(await exported(evil.folder, ticket), log.trust).failed).toMatchObject({
      check: 'headInMap',
      rule: 'version',
      version: 5,
    })
  })

  it('is found in what was anchored, where the epochs are made anew without them', async () => {
    cutTo(4)
    await evil.resealLog()
    expect((await checkStore(evil.folder, { trust: null, network: null })).findings).toMatchObject([
      { check: 'checkpointInAnchor', subject: 'anchor 2' },
    ])
    // What the first anchor holds is still so: a bundle that ends there is good, and claims nothing of what came after.
    const early = verdictOf(await exported(evil.folder, ticket), log.trust)
    expect(early).toMatchObject({ failed: null, ranges: [{ proven: 'anchored', from: 1, to: 4 }] })
    // Whoever asks from a later seal on gets one that must hold what was anchored there.
    const seal = lastSealOf(log.kept.first.bundle)
    const late = verdictOf(await exported(evil.folder, ticket, { seal }), { ...log.trust, genesisSeal: seal })
    expect(late.failed).toMatchObject({ check: 'checkpointInAnchor' })
  })

  it('is not found by a browser that never saw them, nor by any check of the store where no epoch holds them yet', async () => {
    cutTo(5)
    const page = await openTicket(log.trust.origin, log.ticket, evil.chain(ticket))
    expect(page.view()).toMatchObject({ status: { kind: 'live' }, checked: { version: 5 }, failure: null })
    await page.close()
    expect(await checkStore(evil.folder, everything())).toMatchObject({ failures: 0, onNetwork: 2 })
    expect(verdictOf(await exported(evil.folder, ticket), log.trust, log.kept.second.headers)).toMatchObject({
      verdict: 'VALID',
      header: 'known',
    })
  })
})

describe('epochs that were dropped from the end of the log', () => {
  it('are found in what was anchored: an anchor carries a larger log than the store has', async () => {
    evil.run('DELETE FROM epochs WHERE number = (SELECT max(number) FROM epochs)')
    const { findings } = await checkStore(evil.folder, { trust: null, network: null })
    expect(findings).toMatchObject([{ check: 'checkpointInAnchor', subject: 'anchor 2', actual: 'fewer' }])
  })
})
