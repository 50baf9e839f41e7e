import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Bundle } from '../../../core/proof/bundle/bundle.ts'
import { checkHeadInMap, checkMapRootInEpoch } from '../../../core/proof/bundle/epoch-checks.ts'
import { parseBundle } from '../../../core/proof/bundle/read-bundle.ts'
import { verifyBundle } from '../../../core/proof/bundle/verify.ts'
import { oldestMap, pruneMap } from '../../../server/anchoring/map-pruning.ts'
import { keepProofs } from '../../../server/anchoring/proof-keeping.ts'
import { createProofs } from '../../../server/anchoring/proofs.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { grow, ORIGIN, ticket } from '../../contract/samples.ts'
import { overlay } from '../../support/stores.ts'
import { checkMapProofs, made, openEpochs } from './epoch-desk.ts'
import { GENESIS, inBlock, keepAnchors, link, sealAfter } from './line-of-rows.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const pause = async () => {}
const never = new AbortController().signal

/** A log whose anchors are rows alone, beside a model that says which of them each ticket is to be proven with. */
async function openLog() {
  const store = openMemoryStore()
  const epochs = await openEpochs(store)
  closing.push(
    () => store.close(),
    () => epochs.close(),
  )
  /** Of each epoch the versions in its map; of each anchor how many epochs it carries. */
  const maps: ReadonlyMap<number, number>[] = []
  const sizes: number[] = []
  const versions = new Map<number, number>()
  let final = 0

  const proofs = createProofs({ store, origin: ORIGIN, verifierKey: epochs.verifierKey, network: 'dev', genesisSeal: () => GENESIS })

  /** Null where no epoch holds the ticket yet. */
  async function bundleOf(n: number, from: number): Promise<Bundle | null> {
    const text = await proofs.bundle(ticket(n), { seal: sealAfter(from - 1) }).catch(error => {
      if (error.code === 'proof_not_ready') return null
      throw error
    })
    return text === null ? null : parseBundle(text)
  }

  const log = {
    store,
    async grow(...tickets: readonly number[]) {
      for (const n of tickets) {
        await grow(store, ticket(n))
        versions.set(n, (versions.get(n) ?? 0) + 1)
      }
    },
    async epoch() {
      const { index } = (await epochs.makeNow()) ?? { index: -1 }
      if (index === maps.length) maps.push(new Map(versions))
    },
    /** An anchor of all epochs that there are, unless the last one carries them. */
    async anchor() {
      if (maps.length > (sizes.at(-1) ?? 0)) sizes.push(maps.length)
      await log.listAnchors()
    },
    /** The oldest so many anchors are final. */
    async finalise(count = sizes.length) {
      final = Math.max(final, Math.min(count, sizes.length))
      await log.listAnchors()
    },
    async listAnchors() {
      await keepAnchors(store, ...sizes.map((size, at) => ({ ...inBlock(at + 1, at < final ? 'final' : 'mined'), size })))
    },
    async prune(through: Store = store, isAnchoring = true) {
      const newest = await store.proofs.newestEpoch()
      if (newest !== null) await pruneMap({ store: through, pause, isAnchoring }, newest, never)
    },
    get anchors() {
      return sizes.length
    },
    /** The place in the line of the anchor that is to prove a ticket, of those from a place on; null where none holds it. */
    expected(n: number, from = 1): number | null {
      const newest = sizes.at(-1)
      const version = newest === undefined ? undefined : maps[newest - 1]?.get(n)
      if (version === undefined || from > sizes.length) return null
      const change = maps.findIndex(map => map.get(n) === version)
      return sizes.findIndex((size, at) => at + 1 >= from && size > change) + 1
    },
    /** Throws unless every ticket is proven with the anchor that is expected, by a path that leads to the map's root. */
    async check(from = 1) {
      for (const n of versions.keys()) {
        const bundle = await bundleOf(n, from)
        const place = log.expected(n, from)
        if (bundle === null) expect(place, `ticket ${n}`).toBeNull()
        else {
          expect(bundle.seals.length === 0 ? null : bundle.seals.length + from - 1, `ticket ${n} from ${from}`).toBe(place)
          checkMapRootInEpoch(bundle, checkHeadInMap(bundle))
        }
      }
    },
    /** Throws unless every ticket passes all checks but those of the transactions: here they are none. */
    async verify(from = 1) {
      for (const n of versions.keys()) {
        const bundle = await bundleOf(n, from)
        const { failed } = verifyBundle(JSON.stringify(bundle), { ...proofs.trust(), genesisSeal: sealAfter(from - 1) })
        expect(failed?.check ?? 'sealChain').toBe('sealChain')
      }
    },
  }
  return log
}

/** Twelve tickets, some changed again, in seven epochs and four anchors, of which the first three are final. */
async function longLog() {
  const log = await openLog()
  await log.grow(1, 2, 3, 4, 5, 6)
  await log.epoch()
  await log.grow(2, 7)
  await log.epoch()
  await log.anchor()
  await log.grow(3, 8, 9)
  await log.epoch()
  await log.anchor()
  await log.grow(3, 4, 10)
  await log.epoch()
  await log.grow(4)
  await log.epoch()
  await log.anchor()
  await log.grow(5, 11)
  await log.epoch()
  await log.anchor()
  await log.grow(6, 12)
  await log.epoch()
  await log.finalise(3)
  return log
}

const WRITES: readonly PropertyKey[] = ['keepProofs', 'note', 'pruneMap']

/** A store that dies at its n-th call (from 1), whichever; or, with `reached`, after its n-th write. */
function dyingAt(store: Store, n: number, reached: boolean): { readonly store: Store; readonly died: boolean } {
  let calls = 0
  let died = false
  const refuse = async (): Promise<never> => {
    throw new StoreUnavailable('the server was stopped here')
  }
  const mortal = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value === 'object' && value !== null) return mortal(value)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          const counts = !reached || WRITES.includes(name)
          if (!died && (!counts || ++calls < n)) return Reflect.apply(value, target, args)
          const isLast = !died && reached
          died = true
          if (name === 'changedHeads') return refuseStream()
          return isLast ? Reflect.apply(value, target, args).then(refuse) : refuse()
        }
      },
    })
  async function* refuseStream(): AsyncGenerator<never> {
    yield await refuse()
  }
  return {
    store: mortal(store),
    get died() {
      return died
    },
  }
}

describe('proofs are kept before nodes are dropped', () => {
  it('so that each history is proven by the same anchor as before, from every place in the line', async () => {
    const log = await longLog()
    const checkAll = async () => {
      for (let from = 1; from <= log.anchors; from++) {
        await log.check(from)
        await log.verify(from)
      }
    }
    await checkAll()
    await log.prune()
    await expect(checkMapProofs(log.store, made(await log.store.proofs.epoch(1)))).rejects.toMatchObject({ name: 'MissingNode' })
    await checkAll()
    await log.finalise()
    await log.anchor()
    await log.finalise()
    await log.prune()
    await checkAll()
  })

  it('one for each history that an anchor in a block holds, of the version that it holds', async () => {
    const log = await longLog()
    await log.prune()
    const kept = await Promise.all(Array.from({ length: 12 }, (_, i) => log.store.proofs.keptProof(ticket(i + 1))))
    // Epoch 4 is that of the newest final anchor.
    expect(kept.map(proof => proof && [proof.epoch, proof.version])).toEqual([
      [1, 1],
      [1, 2],
      [4, 3],
      [4, 3],
      [1, 1],
      [1, 1],
      [1, 1],
      [2, 1],
      [2, 1],
      [4, 1],
      null,
      null,
    ])
  })

  it('and what is done is not done again', async () => {
    const log = await longLog()
    await log.prune()
    const calls: string[] = []
    const counted = overlay(log.store, {
      proofs: overlay(log.store.proofs, {
        async keepProofs(proofs) {
          calls.push(...proofs.map(({ aggregate }) => aggregate.id))
          await log.store.proofs.keepProofs(proofs)
        },
      }),
    })
    await log.prune(counted)
    expect(calls).toEqual([])
    await log.finalise()
    await log.prune(counted)
    expect(calls.toSorted()).toEqual([ticket(5).id, ticket(11).id])
  })

  it('wherever a server is killed meanwhile, nothing is lost, and the next one goes on', async () => {
    let kills = 0
    for (const reached of [false, true]) {
      for (let n = 1, died = true; died; n++) {
        const log = await longLog()
        const dying = dyingAt(log.store, n, reached)
        await log.prune(dying.store).catch(error => expect(error).toMatchObject({ code: 'store_unavailable' }))
        died = dying.died
        kills += died ? 1 : 0
        await log.check()
        await log.prune()
        await log.check()
        await checkMapProofs(log.store, made(await log.store.proofs.epoch(4)))
        await expect(checkMapProofs(log.store, made(await log.store.proofs.epoch(1)))).rejects.toMatchObject({ name: 'MissingNode' })
      }
    }
    expect(kills).toBeGreaterThan(50)
  })

  it('in any sequence of changes, epochs, anchors and killed servers', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ grow: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }) }) },
      { weight: 3, arbitrary: fc.constant('epoch' as const) },
      { weight: 2, arbitrary: fc.constant('anchor' as const) },
      { weight: 2, arbitrary: fc.constant('final' as const) },
      { weight: 2, arbitrary: fc.record({ killedAt: fc.integer({ min: 1, max: 50 }), reached: fc.boolean() }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), async steps => {
        const log = await openLog()
        for (const step of steps) {
          if (step === 'epoch') await log.epoch()
          else if (step === 'anchor') await log.anchor()
          else if (step === 'final') await log.finalise()
          else if ('grow' in step) await log.grow(...step.grow)
          else {
            await log.listAnchors()
            await log.prune(dyingAt(log.store, step.killedAt, step.reached).store).catch(error => {
              if (!(error instanceof StoreUnavailable)) throw error
            })
            await log.check()
          }
        }
        await log.finalise()
        await log.prune()
        for (let from = 1; from <= log.anchors + 1; from++) await log.check(from)
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('and a stop ends it between two pages', async () => {
    const log = await openLog()
    const stop = new AbortController()
    // More than two pages of changes, in two epochs.
    for (const first of [0, 1500]) {
      await log.grow(...Array.from({ length: 1500 }, (_, n) => first + n))
      await log.epoch()
    }
    await log.anchor()
    await log.finalise()
    let pages = 0
    const stopping = overlay(log.store, {
      proofs: overlay(log.store.proofs, {
        async keepProofs(proofs) {
          await log.store.proofs.keepProofs(proofs)
          pages++
          stop.abort()
        },
      }),
    })
    expect(await keepProofs({ store: stopping, pause }, 1, stop.signal)).toBeNull()
    expect(pages).toBe(1)
    expect(await log.store.proofs.keptProof(ticket(0))).toMatchObject({ epoch: 1 })
    expect(await log.store.proofs.keptProof(ticket(2999))).toBeNull()
    expect(await keepProofs({ store: log.store, pause }, 1, never)).toBe(1)
    expect(await log.store.proofs.keptProof(ticket(2999))).toMatchObject({ epoch: 1 })
  })
})

describe('where a server didn’t anchor for long', () => {
  it('it keeps the proofs of the anchors that there were', async () => {
    const log = await longLog()
    await log.finalise()
    for (let n = 0; n < 110; n++) {
      await log.grow(20 + n)
      await log.epoch()
    }
    await log.listAnchors()
    await log.prune(log.store, false)
    await expect(checkMapProofs(log.store, made(await log.store.proofs.epoch(5)))).rejects.toMatchObject({ name: 'MissingNode' })
    await log.check()
  })

  it('an anchor whose map is gone is passed over: the next one’s map holds the same', async () => {
    const log = await openLog()
    await log.grow(1, 2)
    await log.epoch()
    await log.grow(2, 3)
    await log.epoch()
    // Sent, and in no block while nobody looks.
    await keepAnchors(log.store, link(1, { state: 'published', size: 1 }))
    await log.store.proofs.pruneMap(1, 1000)
    await log.grow(4)
    await log.epoch()
    await keepAnchors(log.store, { ...inBlock(1, 'final'), size: 1 }, { ...inBlock(2, 'final'), size: 3 })
    await log.prune()
    for (const n of [1, 2, 3, 4]) expect(await log.store.proofs.keptProof(ticket(n))).toMatchObject({ epoch: 2 })
  })
})

describe('maps stay', () => {
  it('from the newest final anchor on; all while none is final; a hundred where nothing is anchored', async () => {
    const { store, grow, epoch } = await openLog()
    await grow(1)
    await epoch()
    const newest = { ...made(await store.proofs.newestEpoch()), index: 500 }
    const oldest = (isAnchoring = true) => oldestMap({ store, pause, isAnchoring }, newest)
    await keepAnchors(store)
    expect(await oldest()).toEqual({ index: 400, anchored: false })
    await keepAnchors(store, inBlock(1), link(2, { state: 'published' }))
    expect(await oldest()).toBeNull()
    await keepAnchors(store, inBlock(1, 'final'), inBlock(2, 'final'), inBlock(3))
    expect(await oldest()).toEqual({ index: 1, anchored: true })
  })

  it('where nothing is anchored any more, for the anchors that may still come into a block', async () => {
    const { store, grow, epoch } = await openLog()
    await grow(1)
    await epoch()
    const newest = { ...made(await store.proofs.newestEpoch()), index: 500 }
    const oldest = () => oldestMap({ store, pause, isAnchoring: false }, newest)
    await keepAnchors(store, inBlock(1, 'final'), link(2, { state: 'published', size: 51 }), link(3, { state: 'prepared', size: 52 }))
    expect(await oldest()).toEqual({ index: 50, anchored: false })
    await keepAnchors(store, { ...inBlock(2, 'final'), size: 51 }, { ...inBlock(3, 'final'), size: 52 })
    expect(await oldest()).toEqual({ index: 400, anchored: false })
  })

  it('where the anchors’ rows are thrown away while it is looked', async () => {
    const log = await longLog()
    const forgetful = overlay(log.store, { readModels: overlay(log.store.readModels, { anchorCovering: async () => null }) })
    await log.prune(forgetful)
    await checkMapProofs(log.store, made(await log.store.proofs.epoch(0)))
    await log.prune()
    await log.check()
  })

  it('while the rows of the anchors are being made anew', async () => {
    const log = await longLog()
    await log.store.readModels.clear()
    for (const isAnchoring of [true, false]) await log.prune(log.store, isAnchoring)
    await checkMapProofs(log.store, made(await log.store.proofs.epoch(0)))
    await log.listAnchors()
    await log.prune()
    await log.check()
  })
})
