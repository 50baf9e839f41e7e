import { describe, expect, it } from 'vitest'
import { anchorReader } from '../../../server/anchoring/anchor-reader.ts'
import { genesisCoin, readGenesis } from '../../../server/anchoring/genesis.ts'
import { LineReader, SETTLED_DEPTH } from '../../../server/anchoring/line.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { ORIGIN } from '../../support/world.ts'
import { anchorKey, anchorSomething, openDesk, readLine, until, untilStates } from './anchor-desk.ts'
import { running } from './networks/dev-networks.ts'

async function open() {
  const store = openMemoryStore()
  const network = await running()
  await network.dev.fund((await anchorKey(store)).address)
  return { desk: await openDesk(store, network.dev), store, dev: network.dev }
}

describe('the line, as whoever anchors reads it', () => {
  it('begins with two settled anchors, however long it is before them, and ends where the next seal is', async () => {
    const { desk, store, dev } = await open()
    for (let n = 1; n <= 4; n++) {
      await anchorSomething(desk)
      await untilStates(store, ...Array.from({ length: n }, (_, place) => (place < n - 1 ? 'mined' : 'published')))
      await dev.mine()
      await untilStates(store, ...Array.from({ length: n }, () => 'mined'))
    }
    await dev.mine(SETTLED_DEPTH)
    await untilStates(store, 'final', 'final', 'final', 'final')
    await anchorSomething(desk)
    await untilStates(store, 'final', 'final', 'final', 'final', 'published')
    await desk.projections.caughtUp()

    const genesis = await readGenesis(store)
    if (genesis === null) throw new Error('no genesis seal')
    const deps = { origin: ORIGIN, readModels: store.readModels, headers: desk.headers, readAnchor: anchorReader(desk.registry, store) }
    await until(() => expect(desk.headers.newest()?.height).toBeGreaterThan(SETTLED_DEPTH))
    const reader = new LineReader(deps, genesisCoin(genesis))
    const { anchors, end } = await reader.read()
    const whole = await readLine(store)
    expect(anchors.map(({ anchor }) => anchor.sequence)).toEqual([4, 5])
    expect(end).toMatchObject({ sequence: 6, seal: { txid: whole[4]?.txid, vout: 1, satoshis: whole[4]?.value } })
    expect(await reader.read()).toMatchObject({ end: { id: end.id } })
  })

  it('is read without those in a block, which are many, until something is recorded of them', async () => {
    const { desk, store, dev } = await open()
    for (let n = 1; n <= 3; n++) {
      await anchorSomething(desk)
      await untilStates(store, ...Array.from({ length: n - 1 }, () => 'mined'), 'published')
      if (n < 3) await dev.mine()
      if (n < 3) await untilStates(store, ...Array.from({ length: n }, () => 'mined'))
    }
    const genesis = await readGenesis(store)
    if (genesis === null) throw new Error('no genesis seal')
    const asked: string[] = []
    const read = anchorReader(desk.registry, store)
    const readAnchor = (id: string) => {
      asked.push(id)
      return read(id)
    }
    const deps = { origin: ORIGIN, readModels: store.readModels, headers: desk.headers, readAnchor }
    const reader = new LineReader(deps, genesisCoin(genesis))
    const { anchors, end } = await reader.read()
    const [first, , third] = anchors.map(({ id }) => id)
    asked.length = 0
    expect((await reader.read()).anchors).toEqual(anchors)
    expect(asked).toEqual([third, end.id])
    asked.length = 0
    reader.forget(first ?? '')
    await reader.read()
    expect(asked).toEqual([first, third, end.id])
  })

  it('says of each anchor what it spends, to the satoshi', async () => {
    const { desk, store } = await open()
    await anchorSomething(desk)
    await untilStates(store, 'published')
    await anchorSomething(desk)
    await untilStates(store, 'published', 'published')
    const genesis = await readGenesis(store)
    if (genesis === null) throw new Error('no genesis seal')
    const deps = { origin: ORIGIN, readModels: store.readModels, headers: desk.headers, readAnchor: anchorReader(desk.registry, store) }
    const { anchors } = await new LineReader(deps, genesisCoin(genesis)).read()
    for (const { seal, anchor } of anchors) {
      const [transaction] = anchor.transactions
      expect(seal.satoshis).toBe((transaction?.fee ?? 0) + (transaction?.value ?? 0))
    }
  })
})
