import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { parseEpoch } from '../../../core/proof/log/epoch-record.ts'
import { createNativeHashing } from '../../../server/native-hashing.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { collect, grow, ticket } from '../../contract/samples.ts'
import { overlay } from '../../support/stores.ts'
import { anchor, checkLog, checkMapProofs, dyingProofs, made, openEpochs } from './epoch-desk.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function epochsOn(store: Store, options: Parameters<typeof openEpochs>[1] = {}) {
  const epochs = await openEpochs(store, options)
  closing.push(() => epochs.close())
  return epochs
}

function openStore(): Store {
  const store = openMemoryStore()
  closing.push(() => store.close())
  return store
}

describe('an epoch', () => {
  it('holds exactly the heads at its cursor, in any sequence of changes and epochs', async () => {
    const steps = fc.array(
      fc.oneof(fc.record({ ticket: fc.nat(8), events: fc.integer({ min: 1, max: 4 }) }), fc.constant('epoch' as const)),
      {
        maxLength: 25,
      },
    )
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 6 }), async (steps, chunk, mostChanges) => {
        const store = openMemoryStore()
        const epochs = await openEpochs(store, { chunk, mostChanges })
        for (const step of steps) {
          if (step === 'epoch') await epochs.makeNow()
          else await grow(store, ticket(step.ticket), { events: step.events })
        }
        const newest = await epochs.makeNow()
        const log = await checkLog(store, epochs.verifierKey)
        expect(newest?.cursor ?? null).toBe(await store.newest())
        expect(log.at(-1) ?? null).toEqual(newest)
        for (const epoch of log) await checkMapProofs(store, epoch)
        await epochs.close()
      }),
      { numRuns: 40 },
    )
  })

  it('is not made while nothing changes', async () => {
    const store = openStore()
    const epochs = await epochsOn(store)
    expect(await epochs.makeNow()).toBeNull()
    await grow(store, ticket(1))
    const first = made(await epochs.makeNow())
    expect(await epochs.makeNow()).toEqual(first)
  })

  it('is not made for changes of anchors alone; the next one holds them', async () => {
    const store = openStore()
    const epochs = await epochsOn(store, { chunk: 2 })
    for (let n = 1; n <= 5; n++) await grow(store, anchor(n), { events: 2 })
    expect(await epochs.makeNow()).toBeNull()
    await grow(store, ticket(1))
    expect(await epochs.makeNow()).toMatchObject({ index: 0, aggregates: 6, versions: 11 })
    await grow(store, anchor(1))
    expect(await epochs.makeNow()).toMatchObject({ index: 0 })
    await grow(store, ticket(1))
    expect(await epochs.makeNow()).toMatchObject({ index: 1, aggregates: 6, versions: 13 })
    await checkLog(store, epochs.verifierKey)
  })

  it('names the newest block that is known', async () => {
    const store = openStore()
    const epochs = await epochsOn(store, { newestBlock: () => 'ab'.repeat(32) })
    await grow(store, ticket(1))
    expect(made(await epochs.makeNow()).record.split('\n')[7]).toBe('ab'.repeat(32))
  })

  it('takes in a backlog chunk by chunk, and as several epochs where it is long', async () => {
    const store = openStore()
    for (let n = 0; n < 60; n++) await grow(store, ticket(n % 50), { events: 3 })
    const staged: number[] = []
    const proofs = overlay(store.proofs, {
      async stage(part) {
        staged.push(part.heads.length)
        await store.proofs.stage(part)
      },
    })
    // Each page of the feed may bring many heads: pages of one event hold it to its measures.
    const epochs = await epochsOn(overlay(store, { proofs, feed: (after, signal) => inSinglePages(store, after, signal) }), {
      chunk: 4,
      mostChanges: 20,
    })
    await epochs.makeNow()
    expect(Math.max(...staged)).toBe(4)
    const log = await checkLog(store, epochs.verifierKey)
    expect(log.length).toBeGreaterThan(2)
    for (const { index } of log) expect((await collect(store.proofs.changedHeads(index))).length).toBeLessThanOrEqual(20)
    expect(log.at(-1)).toMatchObject({ aggregates: 50, versions: 180, cursor: await store.newest() })
  })

  it('is made with a pause after every few events and heads, so that nobody waits for it', async () => {
    const store = openStore()
    for (let n = 0; n < 500; n++) await grow(store, ticket(n))
    const hashing = createNativeHashing()
    let [hashes, most, pauses] = [0, 0, 0]
    const counting = {
      ...hashing,
      sha256Hex(text: string) {
        most = Math.max(most, ++hashes)
        return hashing.sha256Hex(text)
      },
    }
    const pause = async () => {
      hashes = 0
      pauses++
    }
    const epochs = await epochsOn(store, { hashing: counting, pause })
    await epochs.makeNow()
    expect(most).toBeLessThanOrEqual(64)
    // To read headers, to follow chains, and to find what goes into the map: each with its own.
    expect(pauses).toBeGreaterThanOrEqual((3 * 500) / 100)
  })

  it('keeps the old head of an aggregate whose events don’t follow their chain, and the new ones of all others', async () => {
    const store = openStore()
    const epochs = await epochsOn(store)
    await grow(store, ticket(5), { events: 2 })
    const first = made(await epochs.makeNow())
    const forged = overlay(store, {
      async *feed(after, signal) {
        for await (const page of store.feed(after, signal)) {
          const events = page.events.map(event =>
            event.header.includes(ticket(5).id) ? { ...event, header: event.header.replace('comment_added 1', 'comment_added 2') } : event,
          )
          yield { ...page, events }
        }
      },
    })
    await epochs.close()
    const misled = await epochsOn(forged)
    await grow(store, ticket(5))
    await grow(store, ticket(6))
    const second = made(await misled.makeNow())
    expect(second).toMatchObject({ index: 1, aggregates: 2, versions: 3 })
    expect(await store.proofs.headsAt([ticket(5)], 1)).toEqual(await store.proofs.headsAt([ticket(5)], first.index))
    expect(misled.log.entries).toMatchObject([{ level: 'error', fields: { aggregate: ticket(5), version: 3 } }])
  })

  it('is never earlier than the one before, also where that was made by a clock that is ahead', async () => {
    const store = openStore()
    const ahead = await epochsOn(store, { now: () => Date.parse('2026-11-23T10:00:00.000Z') })
    const right = await epochsOn(store)
    const times: string[] = []
    for (const [n, { makeNow }] of [ahead, right, ahead].entries()) {
      await grow(store, ticket(n))
      times.push(parseEpoch(made(await makeNow()).record).time)
    }
    expect(times).toEqual(times.map(() => '2026-11-23T10:00:00.000Z'))
  })

  it('is made once by two who make it at the same moment', async () => {
    const store = openStore()
    const [a, b] = [await epochsOn(store), await epochsOn(store)]
    for (let round = 0; round < 10; round++) {
      await grow(store, ticket(round % 3))
      const [left, right] = await Promise.all([a.makeNow(), b.makeNow()])
      expect(left).toEqual(right)
    }
    expect(await checkLog(store, a.verifierKey)).toHaveLength(10)
  })
})

describe('a kill', () => {
  const calls = ['headsAt', 'mapNodes', 'putMapNodes', 'stage', 'commitEpoch'] as const
  const cases = calls.flatMap(call => [1, 2, 3].flatMap(n => [false, true].map(reached => ({ call, n, reached }))))

  it.each(cases)('at call $n of $call (reached the store: $reached) loses nothing and doubles nothing', async ({ call, n, reached }) => {
    const store = openStore()
    const before = await epochsOn(store)
    for (let i = 0; i < 6; i++) await grow(store, ticket(i))
    await before.makeNow()
    for (let i = 3; i < 10; i++) await grow(store, ticket(i), { events: 2 })
    const dying = dyingProofs(store, call, n, reached)
    const victim = await epochsOn(dying.store, { chunk: 3 })
    await victim.makeNow().then(
      () => expect(dying.died).toBe(false),
      error => expect(error).toMatchObject({ code: 'store_unavailable' }),
    )
    const after = await epochsOn(store, { chunk: 4 })
    const newest = made(await after.makeNow())
    expect(newest).toMatchObject({ index: 1, aggregates: 10, versions: 6 + 14, cursor: await store.newest() })
    expect(await collect(store.proofs.changedHeads(1))).toHaveLength(7)
    await checkLog(store, after.verifierKey)
    await checkMapProofs(store, newest)
  })
})

describe('whoever holds the lease', () => {
  it('makes an epoch at once when something changes, and the next one not before its time', async () => {
    const store = openStore()
    const epochs = await epochsOn(store, { held: true })
    const told: number[] = []
    epochs.onEpoch(({ index }) => told.push(index))
    await grow(store, ticket(1))
    await expect.poll(() => told).toEqual([0])
    await grow(store, ticket(1))
    await epochs.time.advance(9999)
    expect(told).toEqual([0])
    await epochs.time.advance(1)
    await expect.poll(() => told).toEqual([0, 1])
  })

  it('goes on after the store failed', async () => {
    const store = openStore()
    let failures = 3
    const flaky = overlay(store, {
      proofs: overlay(store.proofs, {
        commitEpoch: async epoch => {
          if (failures-- > 0) throw new Error('not now')
          return store.proofs.commitEpoch(epoch)
        },
      }),
    })
    const epochs = await epochsOn(flaky, { held: true })
    await grow(store, ticket(1))
    await expect
      .poll(async () => {
        await epochs.time.advance(10_000)
        return epochs.newest()
      })
      .not.toBeNull()
    await checkLog(store, epochs.verifierKey)
  })

  it('is followed by the others, one of whom takes over', async () => {
    const store = openStore()
    let heldBySecond = false
    const first = await epochsOn(store)
    const second = await epochsOn(store, { lease: { isHolder: () => heldBySecond } })
    await grow(store, ticket(1))
    await second.time.advance(60_000)
    expect(second.newest()).toBeNull()
    const epoch = await first.makeNow()
    await expect
      .poll(async () => {
        await second.time.advance(1000)
        return second.newest()
      })
      .toEqual(epoch)
    heldBySecond = true
    await grow(store, ticket(2))
    await expect
      .poll(async () => {
        await second.time.advance(10_000)
        return second.newest()?.index
      })
      .toBe(1)
    await checkLog(store, first.verifierKey)
  })

  it('tidies up after each epoch, and every newer map can still be proven from', async () => {
    const store = openStore()
    const epochs = await epochsOn(store, {
      held: true,
      tidy: async ({ index }) => void (await store.proofs.pruneMap(index - 1, 1_000_000)),
    })
    for (let round = 0; round < 6; round++) {
      for (let n = 0; n < 8; n++) await grow(store, ticket(n + round))
      await expect
        .poll(async () => {
          await epochs.time.advance(10_000)
          return epochs.newest()?.cursor
        })
        .toBe(await store.newest())
    }
    const log = await checkLog(store, epochs.verifierKey)
    for (const epoch of log.slice(-2)) await checkMapProofs(store, epoch)
    await expect
      .poll(() =>
        checkMapProofs(store, log[0] ?? made(null)).then(
          () => 'provable',
          error => error.name,
        ),
      )
      .toBe('MissingNode')
  })
})

async function* inSinglePages(store: Store, after: string | null, signal: AbortSignal) {
  for await (const { events } of store.feed(after, signal)) {
    for (const event of events) yield { events: [event], cursor: event.position }
  }
}
