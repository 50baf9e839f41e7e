import { describe, expect, it } from 'vitest'
import { ANSWER_NOTE } from '../../../server/anchoring/wishes.ts'
import type { LeaseListener } from '../../../server/leases/lease.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { createTicket, startRegistry } from '../../support/world.ts'
import { anchorKey, checkLine, type DeskOptions, openDesk, until, untilStates, untilTrouble } from './anchor-desk.ts'
import { running } from './networks/dev-networks.ts'

async function writeTicket(store: Store): Promise<void> {
  const registry = startRegistry(store)
  await createTicket(registry)
  await registry.close()
}

/** A lease that a test gives and takes. */
function givenLease() {
  const listeners = new Set<LeaseListener>()
  let held = false
  return {
    isHolder: () => held,
    onChange(listener: LeaseListener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set(to: boolean) {
      held = to
      for (const listener of listeners) listener(to, false)
    },
  }
}

/** Servers on one store with one ticket; none of them has the lease yet. */
async function servers(count: number, { funded = true, ...options }: Omit<DeskOptions, 'lease'> & { readonly funded?: boolean } = {}) {
  const store = openMemoryStore()
  const { dev } = await running({ blockMs: 5 })
  if (funded) await dev.fund((await anchorKey(store)).address)
  await writeTicket(store)
  const opened = []
  for (let n = 0; n < count; n++) {
    const lease = givenLease()
    opened.push({ lease, desk: await openDesk(store, dev, { ...options, lease }) })
  }
  const [first, second, third] = opened
  if (first === undefined || second === undefined) throw new Error('there are two servers at least')
  return { store, dev, first, second, third: third ?? second }
}

describe('an anchor that is asked for on one of several servers', () => {
  it('is made by the one that makes them, and the one that was asked answers', async () => {
    const { store, first, second } = await servers(2)
    first.lease.set(true)
    const made = await second.desk.anchoring.anchorNow()
    expect(made).toMatchObject({ outcome: 'new', anchor: { sequence: 1, size: 1 } })
    expect(await second.desk.anchoring.anchorNow()).toMatchObject({ outcome: 'current', anchor: { id: made.anchor?.id } })
    expect(await first.desk.anchoring.anchorNow()).toMatchObject({ outcome: 'current', anchor: { id: made.anchor?.id } })
    await writeTicket(store)
    expect(await second.desk.anchoring.anchorNow()).toMatchObject({ outcome: 'new', anchor: { sequence: 2, size: 2 } })
    await untilStates(store, 'final', 'final')
    expect(await checkLine(store)).toHaveLength(2)
  })

  it('is one for all who ask at the same moment, wherever', async () => {
    const { store, first, second, third } = await servers(3)
    first.lease.set(true)
    const asked = await Promise.all([second, third, first, third, second].map(({ desk }) => desk.anchoring.anchorNow()))
    expect(asked.map(({ anchor }) => anchor?.sequence)).toEqual([1, 1, 1, 1, 1])
    expect(await checkLine(store)).toHaveLength(1)
  })

  it('is made by the next one where the one that made them dies before it has heard of it', async () => {
    const { store, first, second, third } = await servers(3)
    const asked = second.desk.anchoring.anchorNow()
    await until(async () => expect((await store.notes()).map(({ name }) => name)).toContain('anchoring/wish'))
    await first.desk.close()
    third.lease.set(true)
    expect(await asked).toMatchObject({ outcome: 'new', anchor: { sequence: 1 } })
    expect(await checkLine(store)).toHaveLength(1)
  })

  it('is made by the asked one itself where that one takes over', async () => {
    const { store, second } = await servers(2)
    const asked = second.desk.anchoring.anchorNow()
    await until(async () => expect((await store.notes()).map(({ name }) => name)).toContain('anchoring/wish'))
    second.lease.set(true)
    expect(await asked).toMatchObject({ outcome: 'new', anchor: { sequence: 1 } })
  })

  it('is made also where the asked one doesn’t wait any more', async () => {
    const { store, first, second } = await servers(2)
    const asked = second.desk.anchoring.anchorNow()
    await until(async () => expect((await store.notes()).map(({ name }) => name)).toContain('anchoring/wish'))
    await Promise.all([expect(asked).rejects.toMatchObject({ code: 'overloaded' }), second.desk.close()])
    first.lease.set(true)
    await untilStates(store, 'final')
    // And once: a wish that was fulfilled is none any more.
    const answer = await store.noted(ANSWER_NOTE)
    await writeTicket(store)
    await first.desk.epochs.makeNow()
    first.lease.set(false)
    first.lease.set(true)
    await until(() => expect(first.desk.anchoring.status().due).toBe(true))
    expect(await store.noted(ANSWER_NOTE)).toBe(answer)
    expect(await checkLine(store)).toHaveLength(1)
  })

  it('is refused for what is in the way at the one that makes them, and made when that is gone and somebody asks again', async () => {
    const { store, dev, first, second } = await servers(2, { funded: false })
    first.lease.set(true)
    await untilTrouble(first.desk, 'no_genesis_seal')
    for (const { desk } of [second, first, second])
      await expect(desk.anchoring.anchorNow()).rejects.toMatchObject({ code: 'no_genesis_seal' })
    await dev.fund((await anchorKey(store)).address)
    await untilTrouble(first.desk)
    expect(await checkLine(store)).toEqual([])
    expect(await second.desk.anchoring.anchorNow()).toMatchObject({ outcome: 'new', anchor: { sequence: 1 } })
  })
})
