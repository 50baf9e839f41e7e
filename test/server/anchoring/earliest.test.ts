import { describe, expect, it } from 'vitest'
import type { AnchorRow } from '../../../core/anchor/row.ts'
import type { Aggregate } from '../../../core/events/names.ts'
import { parseBundle } from '../../../core/proof/bundle/read-bundle.ts'
import { verifyBundle } from '../../../core/proof/bundle/verify.ts'
import { parseEpoch } from '../../../core/proof/log/epoch-record.ts'
import { pruneMap } from '../../../server/anchoring/map-pruning.ts'
import { createProofs } from '../../../server/anchoring/proofs.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { overlay } from '../../support/stores.ts'
import { accepted, createTicket, ORIGIN, SYSTEM, toTicket } from '../../support/world.ts'
import { anchorKey, type Desk, openDesk, readLine, until, untilStates } from './anchor-desk.ts'
import { checkMapProofs, made } from './epoch-desk.ts'
import { running } from './networks/dev-networks.ts'

/** One server whose anchors become final at once, and whose old map nodes are dropped when the test says so. */
async function openServer() {
  const store = openMemoryStore()
  const { dev } = await running()
  await dev.fund((await anchorKey(store)).address)
  const desk = await openDesk(store, dev)

  async function anchor(): Promise<AnchorRow> {
    const earlier = (await readLine(store)).map(() => 'final')
    expect((await desk.anchoring.anchorNow()).outcome).toBe('new')
    await untilStates(store, ...earlier, 'published')
    await dev.mine(12)
    await untilStates(store, ...earlier, 'final')
    const [newest] = (await readLine(store)).slice(-1)
    if (newest === undefined) throw new Error('there is no anchor')
    await untilListed(store, newest)
    return newest
  }

  return {
    store,
    dev,
    desk,
    anchor,
    /** Something else happens, and is anchored. */
    async anchorSomethingElse() {
      await createTicket(desk.registry)
      return anchor()
    },
    async prune() {
      await desk.projections.caughtUp()
      const deps = { store, pause: async () => {}, isAnchoring: true }
      await pruneMap(deps, made(await store.proofs.newestEpoch()), new AbortController().signal)
    },
  }
}

/** The rows of the line are made of its events a moment later. */
async function untilListed(store: Store, { id, state, block }: AnchorRow): Promise<void> {
  await until(async () => {
    const [row] = await store.readModels.anchors([id])
    if (row?.state !== state || row.block !== block) throw new Error(`the list shows the anchor as ${row?.state}`)
  })
}

async function newTicket({ registry }: Desk): Promise<Aggregate> {
  return { type: 'ticket', id: await createTicket(registry) }
}

async function comment({ registry }: Desk, { id }: Aggregate): Promise<void> {
  const payload = { commentId: crypto.randomUUID(), body: 'Still.' }
  accepted(await registry.execute(toTicket(id, 'add_comment', payload), SYSTEM))
}

/** What a bundle proves, once it was found valid: up to which version, in whose block, by which epoch, with how many anchors. */
async function proven(store: Store, desk: Desk, aggregate: Aggregate, seal?: string) {
  const genesisSeal = () => desk.anchoring.status().genesisSeal
  const proofs = createProofs({ store, origin: ORIGIN, verifierKey: desk.logKey.verifierKey, network: 'dev', genesisSeal })
  const text = await proofs.bundle(aggregate, { seal })
  const verdict = verifyBundle(text, { ...proofs.trust(), genesisSeal: seal ?? genesisSeal() })
  expect(verdict.failed).toBeNull()
  const [range] = verdict.ranges
  const { seals, epoch } = parseBundle(text)
  const block = range?.proven === 'anchored' ? range.block : null
  const anchor = range?.proven === 'chained' ? null : (range?.anchor ?? null)
  return { to: range?.to, block, anchor, epoch: parseEpoch(epoch).index, seals: seals.length, events: verdict.content.length }
}

/** Whether the map of the first epoch has lost nodes. */
async function isPruned(store: Store): Promise<boolean> {
  return checkMapProofs(store, made(await store.proofs.epoch(0))).then(
    () => false,
    error => error.name === 'MissingNode',
  )
}

describe('a history that nothing is added to', () => {
  it('stands on the first anchor that held it, however many come after, also when its map’s nodes are dropped', async () => {
    const { store, desk, anchor, anchorSomethingElse, prune } = await openServer()
    const ticket = await newTicket(desk)
    await createTicket(desk.registry)
    const first = await anchor()
    const expected = { to: 1, block: first.block, anchor: first.txid, epoch: 0, seals: 1, events: 1 }
    expect(await proven(store, desk, ticket)).toEqual(expected)
    for (let round = 0; round < 3; round++) {
      await anchorSomethingElse()
      expect(await proven(store, desk, ticket)).toEqual(expected)
      await prune()
      expect(await isPruned(store)).toBe(true)
      expect(await proven(store, desk, ticket)).toEqual(expected)
    }
  })

  it('stands there also where that anchor carries several epochs, of which its own isn’t the last', async () => {
    const { store, desk, anchor, anchorSomethingElse, prune } = await openServer()
    const ticket = await newTicket(desk)
    await desk.epochs.makeNow()
    for (let n = 0; n < 3; n++) {
      await createTicket(desk.registry)
      await desk.epochs.makeNow()
    }
    const first = await anchor()
    expect(first.size).toBe(4)
    await anchorSomethingElse()
    await prune()
    expect(await proven(store, desk, ticket)).toMatchObject({ anchor: first.txid, epoch: 3, seals: 1 })
  })

  it('is proven from a later seal by the first anchor after that; where that one’s map is gone, in the one that is kept', async () => {
    const { store, desk, anchor, anchorSomethingElse, prune } = await openServer()
    const ticket = await newTicket(desk)
    await anchor()
    const later = [await anchorSomethingElse(), await anchorSomethingElse(), await anchorSomethingElse()]
    const expectEach = async (epochs: readonly number[]) => {
      for (const [place, { seal, txid, block }] of later.entries())
        expect(await proven(store, desk, ticket, seal)).toMatchObject({ to: 1, anchor: txid, block, epoch: epochs[place], seals: 1 })
    }
    await expectEach([1, 2, 3])
    await prune()
    // The newest final anchor's map stays: from there on it is shown that nothing was added until then.
    await expectEach([0, 0, 3])
  })

  it('stays proven when its anchor comes into another block', async () => {
    const { store, dev, desk, anchor, anchorSomethingElse, prune } = await openServer()
    const ticket = await newTicket(desk)
    const first = await anchor()
    await anchorSomethingElse()
    await prune()
    await dev.reorganise(24)
    await untilStates(store, 'published', 'published')
    await dev.mine(12)
    await untilStates(store, 'final', 'final')
    const [again] = await readLine(store)
    if (again === undefined) throw new Error('there is no anchor')
    await untilListed(store, again)
    expect(again).toMatchObject({ txid: first.txid })
    expect(again.block).not.toBe(first.block)
    expect(await proven(store, desk, ticket)).toMatchObject({ block: again.block, anchor: first.txid, epoch: 0, seals: 1 })
  })
})

describe('a history that something is added to', () => {
  it('stands on the first anchor that holds the change, with what came later chained to it', async () => {
    const { store, desk, anchor, anchorSomethingElse, prune } = await openServer()
    const ticket = await newTicket(desk)
    await anchor()
    await anchorSomethingElse()
    await prune()
    await comment(desk, ticket)
    const third = await anchor()
    const expected = { to: 2, block: third.block, anchor: third.txid, epoch: 2, seals: 3, events: 2 }
    expect(await proven(store, desk, ticket)).toEqual(expected)
    await anchorSomethingElse()
    await comment(desk, ticket)
    await prune()
    expect(await proven(store, desk, ticket)).toEqual({ ...expected, events: 3 })
  })
})

describe('a proof that doesn’t fit', () => {
  it('is never given: the next best takes its place', async () => {
    const { store, desk, anchor, anchorSomethingElse, prune } = await openServer()
    const ticket = await newTicket(desk)
    await createTicket(desk.registry)
    await anchor()
    const second = await anchorSomethingElse()
    await prune()
    const damage = (siblings: Uint8Array) => siblings.map((byte, at) => (at === 3 ? byte ^ 1 : byte))
    const damaged = overlay(store, {
      proofs: overlay(store.proofs, {
        async keptProof(aggregate) {
          const kept = await store.proofs.keptProof(aggregate)
          return kept === null ? null : { ...kept, siblings: damage(kept.siblings) }
        },
      }),
    })
    expect(await proven(damaged, desk, ticket)).toMatchObject({ anchor: second.txid, epoch: 1, seals: 2 })
  })
})
