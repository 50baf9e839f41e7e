import { describe, expect, it } from 'vitest'
import { Alarms } from '../../../../client/proof/memory/alarms.ts'
import { evidenceText } from '../../../../client/proof/memory/evidence.ts'
import type { LogServer } from '../../../../client/proof/memory/log-server.ts'
import { MemoryTables } from '../../../../client/proof/memory/memory-tables.ts'
import type { Alarm } from '../../../../client/proof/memory/records.ts'
import { SeenThings } from '../../../../client/proof/memory/seen-things.ts'
import { Witness } from '../../../../client/proof/memory/witness.ts'
import type { TrustFile } from '../../../../core/proof/bundle/trust.ts'
import { hash, LOG_KEY, ORIGIN, SmallLog } from './log-at-two-times.ts'

const TICKET = { type: 'ticket', id: 'a' }
const trust: TrustFile = { origin: ORIGIN, logKey: LOG_KEY, genesisSeal: `${hash(1)}:0`, network: 'dev' }
const RECORDS = ['one', 'two', 'three', 'four', 'five']
const MISSING = { ok: false, code: 'proof_not_ready', text: 'None.' } as const

/** A witness of a server that shows `log` at `size`; `tables` outlive the page. */
async function start(tables = new MemoryTables()) {
  const server = { trust, log: await SmallLog.of(RECORDS), size: 3, bundle: 'a bundle' }
  const source: LogServer = {
    has: async () => ({ ok: true, value: { trust: true, checkpoint: server.size > 0 } }),
    trust: async () => ({ ok: true, value: server.trust }),
    checkpoint: async () => (server.size === 0 ? MISSING : { ok: true, value: await server.log.checkpoint(server.size) }),
    consistency: (first, second) => server.log.consistency(first, second),
    bundle: async () => ({ ok: true, value: server.bundle }),
  }
  const shown = { alarms: [] as readonly Alarm[] }
  const seen = new SeenThings(tables, () => 0)
  const alarms = new Alarms(
    tables,
    () => 1_000,
    all => {
      shown.alarms = all
    },
  )
  await alarms.load()
  const witness = new Witness(seen, source, alarms, () => 1_000)
  const look = async () => {
    await witness.look()
    await witness.evidenceCollected()
    return shown.alarms
  }
  return { server, tables, seen, shown, witness, look }
}

describe('the witness of a log', () => {
  it('remembers trust file and checkpoint at the first visit, and goes along with a log that grows', async () => {
    const { server, seen, look } = await start()
    expect(await look()).toEqual([])
    expect((await seen.trust())?.what).toEqual(trust)
    server.size = 5
    expect(await look()).toEqual([])
    expect((await seen.checkpoint())?.what).toBe(await server.log.checkpoint(5))
  })

  it('raises an alarm at a smaller log, with both checkpoints, once, and again after a reload', async () => {
    const { server, tables, look } = await start()
    await look()
    const [before, now] = [await server.log.checkpoint(3), await server.log.checkpoint(2)]
    server.size = 2
    for (let times = 0; times < 2; times++)
      expect(await look()).toMatchObject([{ kind: 'checkpoint', remembered: { checkpoint: before, trust }, shown: { checkpoint: now } }])
    expect((await start(tables)).shown.alarms).toHaveLength(1)
  })

  it('raises an alarm where a log that was there is empty now', async () => {
    const { server, look } = await start()
    await look()
    server.size = 0
    expect(await look()).toMatchObject([{ kind: 'checkpoint', shown: { checkpoint: null } }])
  })

  it('raises an alarm at a log with another beginning, and keeps the checkpoint that it knows', async () => {
    const { server, seen, look } = await start()
    await look()
    const before = await server.log.checkpoint(3)
    server.log = await SmallLog.of(RECORDS.with(0, 'forged'))
    server.size = 5
    expect(await look()).toMatchObject([{ kind: 'checkpoint', remembered: { checkpoint: before } }])
    expect((await seen.checkpoint())?.what).toBe(before)
  })

  it('raises one alarm at another trust file, and compares no checkpoints of different logs', async () => {
    const { server, look } = await start()
    await look()
    server.trust = { ...trust, genesisSeal: `${hash(2)}:0` }
    server.size = 1
    const [alarm, ...others] = await look()
    expect(alarm).toMatchObject({ kind: 'trust', message: expect.stringContaining('another genesis seal'), shown: { trust: server.trust } })
    expect(others).toEqual([])
  })

  it('collects for another past of a history what both sides prove, for others to check', async () => {
    const { witness, shown, seen, look } = await start()
    await look()
    await seen.rememberBundle(TICKET, 'the older bundle', trust.genesisSeal)
    const [before, now] = [2, 3].map(fill => ({ version: 4, hash: hash(fill), header: `header ${fill}` }))
    if (before === undefined || now === undefined) throw new Error('two heads')
    await seen.rememberHead(TICKET, before)
    witness.saw(TICKET, now)
    await expect.poll(() => shown.alarms[0]?.shown.bundle).toBe('a bundle')
    const [alarm] = shown.alarms
    if (alarm === undefined) throw new Error('there is no alarm')
    const evidence = JSON.parse(evidenceText(alarm, { server: 'https://desk.test', exportedAt: '2026-11-24T08:00:00.000Z' }))
    expect(evidence).toMatchObject({
      format: 'sealdesk/evidence/v1',
      server: 'https://desk.test',
      origin: ORIGIN,
      kind: 'head',
      aggregate: TICKET,
      remembered: { at: '1970-01-01T00:00:00.000Z', head: before, bundle: 'the older bundle', trust },
      shown: { at: '1970-01-01T00:00:01.000Z', head: now, bundle: 'a bundle', trust },
    })
    expect(evidence.remembered.checkpoint).toContain(ORIGIN)
    expect(evidence.explanation.join(' ')).toContain('different people are shown different ones')
  })

  it('shows an alarm no more that was put aside, and takes what is shown now where it was accepted', async () => {
    const { server, witness, seen, shown, look } = await start()
    await look()
    server.size = 2
    const [smaller] = await look()
    if (smaller === undefined) throw new Error('there is no alarm')
    await witness.putAside(smaller, 'Root looks into it')
    expect(await look()).toEqual([])
    server.size = 1
    const [smallest] = await look()
    if (smallest === undefined) throw new Error('there is no alarm')
    await witness.accept(smallest)
    expect(shown.alarms).toEqual([])
    expect(await look()).toEqual([])
    expect((await seen.checkpoint())?.what).toBe(await server.log.checkpoint(1))
  })
})
