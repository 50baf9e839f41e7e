import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOfHex } from '../../core/proof/bitcoin/bytes.ts'
import { formatOutpoint } from '../../core/proof/bitcoin/outpoint.ts'
import { parseTransaction } from '../../core/proof/bitcoin/transaction.ts'
import { parseBundle } from '../../core/proof/bundle/read-bundle.ts'
import { trustSchema } from '../../core/proof/bundle/trust.ts'
import { openCheckpoint } from '../../core/proof/log/checkpoint.ts'
import { verifyConsistency } from '../../core/proof/log/tree.ts'
import { extendedFormat } from '../../server/anchoring/extended-format.ts'
import { genesisCoin, readGenesis } from '../../server/anchoring/genesis.ts'
import { askNetwork, checkStore, consistency, openTicket, verdictOf } from './checks.ts'
import { contradiction } from './contradiction.ts'
import { EvilOperator } from './evil-operator.ts'
import { anchor, fetched, type GrownLog, growLog, type Kept, keep, signedIn } from './grown-log.ts'

/** The operator goes on twice from one moment: log.first and log.second are for everybody, the fork is for one person. */
let log: GrownLog
let fork: EvilOperator
let kept: Kept

beforeAll(async () => {
  log = await growLog()
  fork = await EvilOperator.on(log.begun)
  const worker = await signedIn(fork.folder)
  await worker.comment(log.ticket, 'The pump never came.')
  await worker.comment(log.ticket, 'Nobody knows why.')
  await anchor(worker)
  kept = await keep(worker.server, log.ticket)
  expect(trustSchema.parse(JSON.parse(await fetched(worker.server, '/api/trust')))).toEqual(log.trust)
  await worker.server.close()
})
afterAll(async () => {
  await fork?.remove()
  await log?.remove()
})

const chainOf = async (folder: string) => {
  const operator = await EvilOperator.on(folder)
  const chain = operator.chain({ type: 'ticket', id: log.ticket })
  await operator.remove()
  return chain
}

describe('two histories for two people, after the same genesis seal', () => {
  it('is not found by the one who is shown the fork alone and knows no block: everything is valid', async () => {
    expect(verdictOf(kept.bundle, log.trust)).toMatchObject({ verdict: 'VALID', header: 'work-only', ranges: [{ proven: 'anchored' }] })
    const page = await openTicket(log.trust.origin, log.ticket, await chainOf(fork.folder))
    expect(page.view()).toMatchObject({ status: { kind: 'live' }, failure: null })
    await page.close()
    const report = await checkStore(fork.folder, { trust: log.trust, network: fork.folder })
    expect(report).toMatchObject({ failures: 0, onNetwork: 1 })
  })

  it('is found by block headers of one’s own: the network has another block there', () => {
    expect(verdictOf(log.kept.first.bundle, log.trust, log.kept.second.headers)).toMatchObject({ verdict: 'VALID', header: 'known' })
    expect(verdictOf(kept.bundle, log.trust, log.kept.second.headers).failed).toMatchObject({ check: 'headerKnown', rule: 'block' })
  })

  it('is found by verify-store with the network: the seal was spent by another transaction', async () => {
    const { findings } = await checkStore(fork.folder, { trust: log.trust, network: log.second })
    expect(findings).toContainEqual(expect.objectContaining({ check: 'network', subject: `seal ${log.trust.genesisSeal}` }))
    expect(findings).toContainEqual(expect.objectContaining({ check: 'network', subject: 'anchor 1' }))
  })

  it('can’t both be on one network: both spend one outpoint, and the second is refused', async () => {
    const [ours = '', theirs = ''] = [log.kept.first.bundle, kept.bundle].map(text => parseBundle(text).seals[0])
    const spent = (raw: string) => parseTransaction(bytesOfHex(raw)).inputs.map(({ outpoint }) => formatOutpoint(outpoint))
    expect(spent(theirs)[0]).toBe(log.trust.genesisSeal)
    expect(spent(theirs)[0]).toBe(spent(ours)[0])
    const genesis = await readGenesis({ setting: async name => fork.setting(name) })
    if (genesis === null) throw new Error('there is no genesis seal')
    const { txid } = parseTransaction(bytesOfHex(theirs))
    const submit = (folder: string) =>
      askNetwork(folder, ({ broadcaster }) => broadcaster.submit(extendedFormat(theirs, [genesisCoin(genesis)]), txid))
    expect(await submit(log.begun)).toMatchObject({ state: 'seen' })
    expect(await submit(log.second)).toMatchObject({ state: 'rejected', reason: 'conflict' })
  })

  it('is found by two people who compare bundles: both are valid, with different events under one version', () => {
    for (const bundle of [log.kept.first.bundle, kept.bundle]) expect(verdictOf(bundle, log.trust).verdict).toBe('VALID')
    expect(contradiction(log.kept.first.bundle, kept.bundle)).toBe(3)
  })

  it('is found by two people who compare checkpoints: the log signed two of one size with different roots', () => {
    const [ours, theirs] = [log.kept.first, kept].map(({ checkpoint }) => openCheckpoint(checkpoint, log.trust.logKey))
    expect(theirs?.size).toBe(ours?.size)
    expect(theirs?.root).not.toBe(ours?.root)
  })

  it('is found by a later checkpoint: what joins it with the one of everybody does not join it with that of the fork', async () => {
    const open = ({ checkpoint }: Kept) => openCheckpoint(checkpoint, log.trust.logKey)
    const [ours, theirs, later] = [open(log.kept.first), open(kept), open(log.kept.second)]
    const path = await consistency(log.second, ours.size, later.size)
    expect(verifyConsistency(ours.size, later.size, ours.root, later.root, path)).toBe(true)
    expect(verifyConsistency(theirs.size, later.size, theirs.root, later.root, path)).toBe(false)
  })

  it('is found by a browser that has the ticket open, when it is shown the other history', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, await chainOf(log.first))
    expect((await page.reconnected(await chainOf(fork.folder))).failure).toMatchObject({ check: 'chain' })
    await page.close()
  })
})
