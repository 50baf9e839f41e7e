import { describe, expect, it } from 'vitest'
import { parseBump } from '../../../core/proof/bitcoin/bump.ts'
import { parseBlockHeader } from '../../../core/proof/bitcoin/header.ts'
import { merklePath, merkleRoot } from '../../../core/proof/bitcoin/merkle-path.ts'
import { anchoringStatusSchema } from '../../../core/protocol/anchoring.ts'
import { startAnchoring } from '../../../server/anchoring/anchoring.ts'
import { timerSchedule } from '../../../server/anchoring/schedule.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { createTicket, ORIGIN } from '../../support/world.ts'
import { anchorKey, anchorSomething, checkLine, openDesk, readLine, storyOf, until, untilStates, untilTrouble } from './anchor-desk.ts'
import { running } from './networks/dev-networks.ts'

/** A desk whose address holds money. */
async function fundedDesk(options: { anchorSeconds?: number; blockMs?: number | null } = {}) {
  const store = openMemoryStore()
  const network = await running({ blockMs: options.blockMs ?? null })
  await network.dev.fund((await anchorKey(store)).address)
  const desk = await openDesk(store, network.dev, { anchorSeconds: options.anchorSeconds ?? 0 })
  return { ...desk, dev: network.dev }
}

describe('anchoring', () => {
  it('takes an anchor from prepared to final, and records each step once', async () => {
    const desk = await fundedDesk()
    const { id, seal, txid } = await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    await desk.dev.mine()
    await untilStates(desk.store, 'mined')
    await desk.dev.mine(11)
    await untilStates(desk.store, 'final')
    expect(await storyOf(desk.store, id)).toEqual([
      'transaction_prepared',
      'transaction_published',
      'transaction_mined',
      'transaction_final',
    ])
    const [row] = await checkLine(desk.store)
    expect(row).toMatchObject({ seal, txid, sequence: 1, attempts: 1 })
    expect(desk.anchoring.status()).toMatchObject({ genesisSeal: seal, due: false, troubles: [] })
  })

  it('keeps a Merkle path that leads from the transaction to the header it keeps', async () => {
    const desk = await fundedDesk()
    await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    await desk.dev.mine()
    await untilStates(desk.store, 'mined')
    const [row] = await readLine(desk.store)
    const header = parseBlockHeader(row?.header ?? '')
    expect(header.hash).toBe(row?.block)
    expect(merkleRoot(merklePath(parseBump(row?.path ?? ''), row?.txid ?? ''))).toBe(header.merkleRoot)
  })

  it('makes one line of seals, each anchor spending the one before, while several are on their way to a block', async () => {
    const desk = await fundedDesk()
    for (let n = 0; n < 4; n++) {
      await anchorSomething(desk)
      await untilStates(desk.store, ...Array.from({ length: n + 1 }, () => 'published'))
    }
    await desk.dev.mine(12)
    await untilStates(desk.store, 'final', 'final', 'final', 'final')
    expect((await checkLine(desk.store)).map(({ sequence, size }) => [sequence, size])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ])
  })

  it('answers “current” with the newest anchor where nothing has changed since, and with none in an empty store', async () => {
    const desk = await fundedDesk()
    expect(await desk.anchoring.anchorNow()).toEqual({ outcome: 'current', anchor: null })
    const { id } = await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    expect(await desk.anchoring.anchorNow()).toMatchObject({ outcome: 'current', anchor: { id } })
    expect(await checkLine(desk.store)).toHaveLength(1)
  })

  it('anchors by itself when the time has come and there is a newer epoch, and never for its own events', async () => {
    const desk = await fundedDesk({ anchorSeconds: 0.2, blockMs: 10 })
    await createTicket(desk.registry)
    await desk.epochs.makeNow()
    await untilStates(desk.store, 'final')
    await desk.epochs.makeNow()
    expect(desk.anchoring.status().due).toBe(false)
    await createTicket(desk.registry)
    await desk.epochs.makeNow()
    await untilStates(desk.store, 'final', 'final')
    const [first, second] = await checkLine(desk.store)
    expect(Date.parse(second?.preparedAt ?? '') - Date.parse(first?.preparedAt ?? '')).toBeGreaterThanOrEqual(200)
    expect(await desk.epochs.makeNow()).toMatchObject({ index: 1 })
  })

  it('tells its status to whoever listens, in the form that crosses the wire, and without any secret', async () => {
    const desk = await fundedDesk()
    const told: unknown[] = []
    desk.anchoring.onStatus(status => told.push(status))
    await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    await until(() => expect(desk.anchoring.status().funds?.anchors).toBeGreaterThan(1000))
    for (const status of told) expect(anchoringStatusSchema.parse(status)).toEqual(status)
    const shown = JSON.stringify([...told, await desk.store.noted('anchoring'), desk.log.entries])
    expect(told.length).toBeGreaterThan(1)
    expect(shown).not.toContain(desk.key.privateKey().toHex())
    expect(shown).not.toContain(desk.key.privateKey().toWif([0xef]))
  })

  it('is off without a network, and says so', async () => {
    const desk = await fundedDesk()
    const off = await startAnchoring({
      ...desk,
      origin: ORIGIN,
      logKey: desk.logKey.verifierKey,
      epochSeconds: 10,
      anchorSeconds: 0,
      anchoring: null,
      lease: { isHolder: () => true, onChange: () => () => {} },
      now: Date.now,
      schedule: timerSchedule,
      freshId: () => '',
    })
    expect(off.status()).toMatchObject({ network: 'none', address: null, due: false, troubles: [] })
    await expect(off.anchorNow()).rejects.toMatchObject({ code: 'anchoring_off' })
    await off.close()
  })

  it('goes on where it was, on a new server, after the old one was stopped at any state', async () => {
    const desk = await fundedDesk()
    await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    await desk.close()
    await desk.dev.mine()
    const second = await openDesk(desk.store, desk.dev)
    await untilStates(desk.store, 'mined')
    await second.close()
    await desk.dev.mine(11)
    const third = await openDesk(desk.store, desk.dev)
    await untilStates(desk.store, 'final')
    await untilTrouble(third)
    await anchorSomething(third)
    await untilStates(desk.store, 'final', 'published')
    expect(await checkLine(desk.store)).toHaveLength(2)
  })
})
