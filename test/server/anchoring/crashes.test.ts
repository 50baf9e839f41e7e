import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LeaseListener } from '../../../server/leases/lease.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { dyingStore } from '../../support/stores.ts'
import { createTicket, startRegistry } from '../../support/world.ts'
import { anchorKey, checkLine, type Desk, openDesk, readLine, storyOf, until, untilStates, untilTrouble } from './anchor-desk.ts'
import { running } from './networks/dev-networks.ts'

/** A store with one ticket, and a network that makes blocks by itself and has paid the anchor address. */
async function prepared() {
  const store = openMemoryStore()
  const network = await running({ blockMs: 5 })
  await network.dev.fund((await anchorKey(store)).address)
  await writeTicket(store)
  return { store, dev: network.dev }
}

async function writeTicket(store: Store): Promise<void> {
  const registry = startRegistry(store)
  await createTicket(registry)
  await registry.close()
}

/** Asks for an anchor; whoever is killed meanwhile answers nothing. */
async function ask(desk: Desk): Promise<void> {
  await desk.anchoring.anchorNow().catch(() => {})
}

/** A network that is gone from its n-th request on (from 1). `sent`: the last one still reaches the other side, but no answer comes. */
function dyingFetch(n: number, sent: boolean) {
  let requests = 0
  const state = { died: false }
  const dying: typeof fetch = async (input, init) => {
    const isHeader = /\/(block\/|chain\/info)/.test(String(input))
    if (!isHeader && !state.died && ++requests >= n) {
      state.died = true
      if (sent) await fetch(input, init)
    }
    if (state.died) throw new TypeError('fetch failed')
    return fetch(input, init)
  }
  return { fetch: dying, state }
}

/** One anchor, made once, whose whole story was told once. */
async function expectOneAnchor(store: Store): Promise<void> {
  await untilStates(store, 'final')
  const [row] = await checkLine(store)
  expect(row).toMatchObject({ sequence: 1, attempts: 1 })
  const story = await storyOf(store, row?.id ?? '')
  expect(story.filter(type => type !== 'transaction_published')).toEqual(['transaction_prepared', 'transaction_mined', 'transaction_final'])
  expect(story.length).toBeLessThanOrEqual(4)
}

describe('a server that is killed while it anchors', () => {
  const appends = [1, 2, 3, 4].flatMap(n => [true, false].map(stored => ({ n, stored })))
  it.each(appends)('at record $n (on disk: $stored) neither loses nor doubles the anchor', async ({ n, stored }) => {
    const { store, dev } = await prepared()
    const dying = dyingStore(store, n, stored)
    const first = await openDesk(dying.store, dev)
    void ask(first)
    await until(() => expect(dying.died).toBe(true))
    await first.close()
    const second = await openDesk(store, dev)
    await ask(second)
    await expectOneAnchor(store)
    await untilTrouble(second)
  })

  const requests = [1, 2, 3, 4, 5, 6].flatMap(n => [true, false].map(sent => ({ n, sent })))
  it.each(requests)('at request $n to the network (arrived: $sent) neither loses nor doubles the anchor', async ({ n, sent }) => {
    const { store, dev } = await prepared()
    const dying = dyingFetch(n, sent)
    const first = await openDesk(store, dev, { fetch: dying.fetch })
    void ask(first)
    await until(async () => expect(dying.state.died || (await readLine(store))[0]?.state === 'final').toBe(true))
    await first.close()
    const second = await openDesk(store, dev)
    await ask(second)
    await expectOneAnchor(store)
    await untilTrouble(second)
  })

  it('again and again, wherever, makes one line without a gap or a double spend', async () => {
    const deaths = fc.array(fc.record({ n: fc.integer({ min: 1, max: 9 }), stored: fc.boolean() }), { minLength: 2, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(deaths, async sequence => {
        const { store, dev } = await prepared()
        for (const { n, stored } of sequence) {
          await writeTicket(store)
          const dying = dyingStore(store, n, stored)
          const desk = await openDesk(dying.store, dev)
          void ask(desk)
          await until(async () => {
            const states = (await readLine(store)).map(({ state }) => state)
            expect(dying.died || states.every(state => state === 'final')).toBe(true)
          })
          await desk.close()
        }
        await writeTicket(store)
        const last = await openDesk(store, dev)
        await until(async () => {
          await ask(last)
          expect((await readLine(store)).every(({ state }) => state === 'final')).toBe(true)
          expect(last.anchoring.status().due).toBe(false)
        })
        const rows = await checkLine(store)
        expect(rows.every(({ attempts }) => attempts === 1)).toBe(true)
        expect(rows.at(-1)?.size).toBe(
          (await store.proofs.newestEpoch())?.index === undefined ? 0 : ((await store.proofs.newestEpoch())?.index ?? 0) + 1,
        )
        await last.close()
      }),
      { numRuns: 6 },
    )
  }, 120_000)
})

describe('two servers on one store', () => {
  it('hand the line over when the one that anchors stops, or is killed', async () => {
    const { store, dev } = await prepared()
    const first = await openDesk(store, dev, { holder: 'first', ttlMs: 300 })
    const second = await openDesk(store, dev, { holder: 'second', ttlMs: 300 })
    await ask(first)
    await until(() => expect(second.anchoring.status().genesisSeal).toBe(first.anchoring.status().genesisSeal))
    await first.close()
    await writeTicket(store)
    await until(async () => expect(await second.anchoring.anchorNow()).toMatchObject({ outcome: expect.stringMatching(/new|current/) }))
    await untilStates(store, 'final', 'final')
    expect(await checkLine(store)).toHaveLength(2)
  })

  it('go on at their pace after one whose clock is an hour ahead', async () => {
    const { store, dev } = await prepared()
    const ahead = await openDesk(store, dev, { anchorSeconds: 0.2, now: () => Date.now() + 3_600_000 })
    await ahead.epochs.makeNow()
    await untilStates(store, 'final')
    await ahead.close()
    await writeTicket(store)
    const right = await openDesk(store, dev, { anchorSeconds: 0.2 })
    await right.epochs.makeNow()
    await untilStates(store, 'final', 'final')
    expect(await checkLine(store)).toHaveLength(2)
  })

  it('that both believe to hold the lease still make one line, and spend no seal twice', async () => {
    const { store, dev } = await prepared()
    const lease = { isHolder: () => true, onChange: () => () => {} }
    const desks = [await openDesk(store, dev, { lease }), await openDesk(store, dev, { lease })]
    for (let n = 0; n < 6; n++) {
      await writeTicket(store)
      await Promise.all(desks.map(ask))
    }
    await until(async () => {
      const rows = await readLine(store)
      expect(rows.at(-1)?.size).toBe(((await store.proofs.newestEpoch())?.index ?? -1) + 1)
      expect(rows.every(({ state }) => state === 'final')).toBe(true)
    })
    const rows = await checkLine(store)
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.every(({ attempts }) => attempts === 1)).toBe(true)
    for (const desk of desks) await untilTrouble(desk)
  })

  it('lose the lease in the middle of a step, and the other one goes on from what is recorded', async () => {
    const { store, dev } = await prepared()
    let turn = 0
    const listeners = new Set<LeaseListener>()
    const onChange = (listener: LeaseListener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
    const leaseOf = (server: number) => ({ isHolder: () => turn === server, onChange })
    const swap = () => {
      turn = 1 - turn
      for (const listener of listeners) listener(true, false)
    }
    const first = await openDesk(store, dev, { lease: leaseOf(0) })
    const second = await openDesk(store, dev, { lease: leaseOf(1) })
    const swapping = setInterval(swap, 15)
    try {
      for (let n = 0; n < 5; n++) {
        await writeTicket(store)
        await Promise.all([ask(first), ask(second)])
      }
    } finally {
      clearInterval(swapping)
    }
    swap()
    await until(async () => {
      await Promise.all([ask(first), ask(second)])
      const rows = await readLine(store)
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.at(-1)?.size).toBe(((await store.proofs.newestEpoch())?.index ?? -1) + 1)
      expect(rows.every(({ state }) => state === 'final')).toBe(true)
    })
    expect((await checkLine(store)).every(({ attempts }) => attempts === 1)).toBe(true)
  })
})
