import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AnchorRow } from '../../../core/anchor/row.ts'
import type { Bundle } from '../../../core/proof/bundle/bundle.ts'
import { parseBundle } from '../../../core/proof/bundle/read-bundle.ts'
import { parseEpoch } from '../../../core/proof/log/epoch-record.ts'
import { createProofs, type Proofs, type ProofsOptions } from '../../../server/anchoring/proofs.ts'
import { MissingNode } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { KeptHeader } from '../../../server/store/proofs.ts'
import type { Store } from '../../../server/store/store.ts'
import { anchorRow, grow, hash, ORIGIN, ticket } from '../../contract/samples.ts'
import { overlay } from '../../support/stores.ts'
import { openEpochs } from './epoch-desk.ts'

const GENESIS = `${hash(0)}:1`

let store: Store
let proofs: Proofs
let epochs: Awaited<ReturnType<typeof openEpochs>>
beforeEach(async () => {
  store = openMemoryStore()
  epochs = await openEpochs(store)
  proofs = proofsOf()
})
afterEach(async () => {
  await epochs.close()
  await store.close()
})

function proofsOf(changes: Partial<ProofsOptions> = {}): Proofs {
  return createProofs({ store, origin: ORIGIN, verifierKey: epochs.verifierKey, network: 'dev', genesisSeal: () => GENESIS, ...changes })
}

/** Rows as the projector would keep them; anchor n carries the log of n epochs. */
function keepAnchors(...anchors: readonly AnchorRow[]): Promise<void> {
  return store.readModels.apply({ tickets: [], people: [], texts: [], anchors, cursor: '0' })
}

const inBlock = (n: number, state: 'mined' | 'final' = 'mined', height = n) =>
  anchorRow(n, { state, height, block: hash(100 + height), header: 'ab'.repeat(80), path: 'cd'.repeat(40), transaction: `0${n}` })

function header(height: number): KeptHeader {
  return { height, hash: hash(100 + height), header: String(height).padStart(160, '0') }
}

/** So many epochs, each with another version of ticket 1. */
async function makeEpochs(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await grow(store, ticket(1))
    await epochs.makeNow()
  }
}

async function bundleOf(n = 1, seal?: string): Promise<Bundle> {
  return parseBundle(await proofs.bundle(ticket(n), { seal }))
}

const indexOf = ({ epoch }: Bundle) => parseEpoch(epoch).index

describe('a bundle stands on', () => {
  it('the newest anchor in a block, even where a newer one is on its way', async () => {
    await makeEpochs(4)
    await keepAnchors(inBlock(1, 'final'), inBlock(2), anchorRow(3, { state: 'published' }))
    const bundle = await bundleOf()
    expect(indexOf(bundle)).toBe(1)
    expect(bundle).toMatchObject({ seals: ['01', '02'], bump: 'cd'.repeat(40), map: { version: 2 }, genesisSeal: GENESIS })
    expect(bundle.events).toHaveLength(4)
  })

  it('the newest that is on its way, where none in a block holds it', async () => {
    await makeEpochs(2)
    await grow(store, ticket(2))
    await makeEpochs(2)
    await keepAnchors(inBlock(2), anchorRow(3, { state: 'published' }), anchorRow(4, { state: 'prepared' }))
    expect(indexOf(await bundleOf(1))).toBe(1)
    const bundle = await bundleOf(2)
    expect(indexOf(bundle)).toBe(3)
    expect(bundle).toMatchObject({ bump: null, headers: [] })
    expect(bundle.seals).toHaveLength(3)
  })

  it('the newest checkpoint alone, where no anchor holds it', async () => {
    await makeEpochs(2)
    await grow(store, ticket(2))
    await epochs.makeNow()
    await keepAnchors(inBlock(2), anchorRow(3, { state: 'rejected', reason: 'refused' }))
    const bundle = await bundleOf(2)
    expect(indexOf(bundle)).toBe(2)
    expect(bundle).toMatchObject({ seals: [], bump: null, headers: [] })
  })

  it('an anchor after the seal that it is asked for with', async () => {
    await makeEpochs(3)
    await keepAnchors(inBlock(1, 'final'), inBlock(2), inBlock(3))
    expect(await bundleOf(1, `${hash(1)}:1`)).toMatchObject({ genesisSeal: `${hash(1)}:1`, seals: ['02', '03'] })
    expect(await bundleOf(1, `${hash(3)}:1`)).toMatchObject({ genesisSeal: `${hash(3)}:1`, seals: [], bump: null })
    await expect(bundleOf(1, `${hash(3)}:0`)).rejects.toMatchObject({ code: 'not_found', field: 'seal' })
  })
})

describe('the headers of a bundle', () => {
  it('are the anchor’s block and up to twelve after it', async () => {
    await makeEpochs(1)
    await keepAnchors(inBlock(1, 'final', 5))
    await store.blocks.replace(Array.from({ length: 30 }, (_, i) => header(i + 1)))
    expect((await bundleOf()).headers).toEqual(Array.from({ length: 13 }, (_, i) => header(i + 5).header))
  })

  it('are the anchor’s block alone where the chain that is followed has another one there', async () => {
    await makeEpochs(1)
    await keepAnchors(inBlock(1, 'mined', 5))
    await store.blocks.replace([{ ...header(5), hash: hash(999) }, header(6)])
    expect((await bundleOf()).headers).toEqual(['ab'.repeat(80)])
  })
})

describe('a bundle is refused', () => {
  it('for what isn’t there, and for what is in no epoch yet', async () => {
    await expect(proofs.bundle(ticket(1))).rejects.toMatchObject({ code: 'not_found' })
    await grow(store, ticket(1))
    await expect(proofs.bundle(ticket(1))).rejects.toMatchObject({ code: 'proof_not_ready' })
    await epochs.makeNow()
    await grow(store, ticket(2))
    await expect(proofs.bundle(ticket(2))).rejects.toMatchObject({ code: 'proof_not_ready' })
  })

  it('where nothing is anchored, or the line hasn’t begun', async () => {
    await makeEpochs(1)
    await expect(proofsOf({ network: 'none' }).bundle(ticket(1))).rejects.toMatchObject({ code: 'anchoring_off' })
    await expect(proofsOf({ genesisSeal: () => null }).bundle(ticket(1))).rejects.toMatchObject({ code: 'no_genesis_seal' })
    expect(() => proofsOf({ genesisSeal: () => null }).trust()).toThrow(expect.objectContaining({ code: 'no_genesis_seal' }))
  })

  it('before its first byte where it would be larger than a bundle may be', async () => {
    const content = 'x'.repeat(60_000)
    for (let n = 0; n < 11; n++) await grow(store, ticket(1), { events: 110, content })
    await epochs.makeNow()
    await expect(proofs.bundlePieces(ticket(1))).rejects.toMatchObject({ code: 'too_large' })
  })
})

describe('while a bundle is made', () => {
  it('an erasure comes with the event that tells of it', async () => {
    await grow(store, ticket(1), { events: 3 })
    await epochs.makeNow()
    const pieces = await proofs.bundlePieces(ticket(1))
    await grow(store, ticket(1), { type: 'content_erased', erase: [2] })
    let text = ''
    for await (const piece of pieces) text += piece
    const { events } = parseBundle(text)
    expect(events.map(({ content }) => content === null)).toEqual([false, true, false, false])
  })

  it('map nodes may be dropped: it then stands on the anchor that has become final', async () => {
    await makeEpochs(3)
    await keepAnchors(inBlock(1, 'final'))
    let missing = true
    const pruned = overlay(store, {
      proofs: overlay(store.proofs, {
        async mapNodes(hashes) {
          if (!missing) return store.proofs.mapNodes(hashes)
          missing = false
          await keepAnchors(inBlock(3, 'final'))
          throw new MissingNode('00')
        },
      }),
    })
    const bundle = parseBundle(await proofsOf({ store: pruned }).bundle(ticket(1)))
    expect(indexOf(bundle)).toBe(2)
  })
})

describe('consistency', () => {
  it('is told of sizes that the log has, and from nothing it is empty', async () => {
    await makeEpochs(3)
    expect(await proofs.consistency(0, 3)).toEqual([])
    expect(await proofs.consistency(3, 3)).toEqual([])
    expect(await proofs.consistency(1, 3)).toHaveLength(2)
    await expect(proofs.consistency(1, 4)).rejects.toMatchObject({ code: 'malformed', field: 'second' })
    await expect(proofs.consistency(3, 2)).rejects.toMatchObject({ code: 'malformed', field: 'first' })
  })

  it('of a log without epochs has no checkpoint yet', async () => {
    await expect(proofs.checkpoint()).rejects.toMatchObject({ code: 'proof_not_ready' })
  })
})
