import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AnchorRow } from '../../../core/anchor/row.ts'
import type { Bundle } from '../../../core/proof/bundle/bundle.ts'
import { parseBundle } from '../../../core/proof/bundle/read-bundle.ts'
import { parseEpoch } from '../../../core/proof/log/epoch-record.ts'
import { createProofs, type Proofs, type ProofsOptions } from '../../../server/anchoring/proofs.ts'
import { MissingNode } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { KeptHeader } from '../../../server/store/proofs.ts'
import type { Store } from '../../../server/store/store.ts'
import { grow, hash, ORIGIN, ticket } from '../../contract/samples.ts'
import { overlay } from '../../support/stores.ts'
import { openEpochs } from './epoch-desk.ts'
import { GENESIS, inBlock, keepAnchors, link, sealAfter } from './line-of-rows.ts'

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

function lineOf(length: number): readonly AnchorRow[] {
  return Array.from({ length }, (_, i) => inBlock(i + 1))
}

/** The same line, of which only the last anchor carries the first epoch. */
function coveringAtItsEnd(rows: readonly AnchorRow[]): readonly AnchorRow[] {
  return rows.map((row, i) => ({ ...row, size: i === rows.length - 1 ? 1 : 0 }))
}

const indexOf = ({ epoch }: Bundle) => parseEpoch(epoch).index

describe('a bundle stands on', () => {
  it('the newest anchor in a block, even where a newer one is on its way', async () => {
    await makeEpochs(4)
    await keepAnchors(store, inBlock(1, 'final'), inBlock(2), link(3, { state: 'published' }))
    const bundle = await bundleOf()
    expect(indexOf(bundle)).toBe(1)
    expect(bundle).toMatchObject({ seals: ['0001', '0002'], bump: 'cd'.repeat(40), map: { version: 2 }, genesisSeal: GENESIS })
    expect(bundle.events).toHaveLength(4)
  })

  it('the newest that is on its way, where none in a block holds it', async () => {
    await makeEpochs(2)
    await grow(store, ticket(2))
    await makeEpochs(2)
    await keepAnchors(store, inBlock(1), inBlock(2), link(3, { state: 'published' }), link(4, { state: 'prepared' }))
    expect(indexOf(await bundleOf(1))).toBe(1)
    const bundle = await bundleOf(2)
    expect(indexOf(bundle)).toBe(3)
    expect(bundle).toMatchObject({ bump: null, headers: [] })
    expect(bundle.seals).toHaveLength(4)
  })

  it('the newest checkpoint alone, where no anchor holds it', async () => {
    await makeEpochs(2)
    await grow(store, ticket(2))
    await epochs.makeNow()
    await keepAnchors(store, inBlock(2), link(3, { state: 'rejected', reason: 'refused' }))
    const bundle = await bundleOf(2)
    expect(indexOf(bundle)).toBe(2)
    expect(bundle).toMatchObject({ seals: [], bump: null, headers: [] })
  })

  it('an anchor after the seal that it is asked for with', async () => {
    await makeEpochs(3)
    await keepAnchors(store, inBlock(1, 'final'), inBlock(2), inBlock(3))
    expect(await bundleOf(1, `${hash(1)}:1`)).toMatchObject({ genesisSeal: `${hash(1)}:1`, seals: ['0002', '0003'] })
    expect(await bundleOf(1, `${hash(3)}:1`)).toMatchObject({ genesisSeal: `${hash(3)}:1`, seals: [], bump: null })
    await expect(bundleOf(1, `${hash(3)}:0`)).rejects.toMatchObject({ code: 'not_found', field: 'seal' })
  })
})

describe('a bundle for which several seals are named', () => {
  /** Ticket 1 is in all of four epochs, ticket 2 in the last two, each with an anchor in a block. */
  async function twoTickets() {
    await grow(store, ticket(1))
    await epochs.makeNow()
    await grow(store, ticket(3))
    await epochs.makeNow()
    await grow(store, ticket(2))
    await epochs.makeNow()
    await grow(store, ticket(3))
    await epochs.makeNow()
    await keepAnchors(store, inBlock(1, 'final'), inBlock(2), inBlock(3), inBlock(4))
  }
  const beginning = async (n: number, ...places: readonly number[]) => {
    const text = await proofs.bundle(ticket(n), { seal: places.map(place => sealAfter(place)) })
    const { genesisSeal, seals } = parseBundle(text)
    return [genesisSeal, seals]
  }

  it('begins at the last of them that leads to the same anchor as the whole line does', async () => {
    await twoTickets()
    expect(await beginning(1, 3, 1, 0)).toEqual([sealAfter(0), ['0001']])
    expect(await beginning(2, 3, 1, 0)).toEqual([sealAfter(1), ['0002', '0003']])
    expect(await beginning(2, 2, 0, 2)).toEqual([sealAfter(2), ['0003']])
    expect(await beginning(3, 0, 1, 2, 3)).toEqual([sealAfter(3), ['0004']])
  })

  it('stands on the first anchor after the earliest, where none of them leads to an earlier one', async () => {
    await twoTickets()
    expect(await beginning(1, 3, 2)).toEqual([sealAfter(2), ['0003']])
  })

  it('pays no heed to outpoints that are no seals, unless none is one', async () => {
    await twoTickets()
    expect(await beginning(2, 77, 1, 78)).toEqual([sealAfter(1), ['0002', '0003']])
    await expect(beginning(2, 77, 78)).rejects.toMatchObject({ code: 'not_found', field: 'seal' })
  })
})

describe('the seals of a bundle', () => {
  it('are one line: what was built upon a transaction that was replaced after all is no part of it', async () => {
    await makeEpochs(4)
    const lost = link(2, { seal: `${hash(99)}:1`, txid: hash(98), transaction: 'ff', state: 'published' })
    await keepAnchors(store, inBlock(1), inBlock(2), inBlock(3), lost)
    expect(await bundleOf()).toMatchObject({ seals: ['0001', '0002', '0003'] })
    const lostLast = link(4, { seal: `${hash(98)}:1`, txid: hash(97), transaction: 'fe', state: 'published' })
    await keepAnchors(store, lostLast)
    await grow(store, ticket(2))
    await epochs.makeNow()
    await keepAnchors(store, { ...lostLast, size: 5 })
    // No anchor of the line holds ticket 2: the newest checkpoint does.
    expect(await bundleOf(2)).toMatchObject({ seals: [], bump: null })
  })

  it('are read page by page, also where two rows of one place lie on both sides of a page’s end', async () => {
    await makeEpochs(1)
    const rows = lineOf(450)
    const lost = link(200, { seal: `${hash(999)}:1`, txid: hash(998), transaction: 'ff', state: 'published' })
    await keepAnchors(store, ...coveringAtItsEnd(rows), lost)
    expect((await bundleOf()).seals).toEqual(rows.map(({ transaction }) => transaction))
    expect((await bundleOf(1, `${hash(198)}:1`)).seals).toEqual(rows.slice(198).map(({ transaction }) => transaction))
  })

  it('are found from a later seal without reading the line before it', async () => {
    await makeEpochs(1)
    await keepAnchors(store, ...coveringAtItsEnd(lineOf(3000)))
    let read = 0
    const counting = overlay(store, {
      readModels: overlay(store.readModels, {
        async anchorLine(after, limit) {
          const page = await store.readModels.anchorLine(after, limit)
          read += page.length
          return page
        },
      }),
    })
    const { seals } = parseBundle(await proofsOf({ store: counting }).bundle(ticket(1), { seal: `${hash(2990)}:1` }))
    expect(seals).toHaveLength(10)
    expect(read).toBe(10)
  })

  it('that are many are never in memory as a whole, and only some who ask for them are served at a time', async () => {
    await makeEpochs(1)
    await keepAnchors(store, ...coveringAtItsEnd(lineOf(2500)))
    let asked = 0
    let letGo = () => {}
    const held = new Promise<void>(resolve => {
      letGo = resolve
    })
    const slow = overlay(store, {
      readModels: overlay(store.readModels, {
        async anchorLine(after, limit) {
          asked += 1
          await held
          return store.readModels.anchorLine(after, limit)
        },
      }),
    })
    const long = proofsOf({ store: slow })
    const many = Array.from({ length: 60 }, () =>
      long.bundlePieces(ticket(1)).then(
        () => 'made',
        error => error.code,
      ),
    )
    expect(await Promise.race(many)).toBe('overloaded')
    await vi.waitFor(() => expect(asked).toBe(2))
    letGo()
    const came = await Promise.all(many)
    expect(came.filter(what => what === 'made')).toHaveLength(52)
    let longest = 0
    for await (const piece of await long.bundlePieces(ticket(1))) longest = Math.max(longest, piece.length)
    expect(longest).toBeLessThan(20_000)
  })
})

describe('the headers of a bundle', () => {
  it('are the anchor’s block and up to twelve after it', async () => {
    await makeEpochs(1)
    await keepAnchors(store, inBlock(1, 'final', 5))
    await store.blocks.replace(Array.from({ length: 30 }, (_, i) => header(i + 1)))
    expect((await bundleOf()).headers).toEqual(Array.from({ length: 13 }, (_, i) => header(i + 5).header))
  })

  it('are the anchor’s block alone where the chain that is followed has another one there', async () => {
    await makeEpochs(1)
    await keepAnchors(store, inBlock(1, 'mined', 5))
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
    await keepAnchors(store, inBlock(1, 'final'))
    let missing = true
    const pruned = overlay(store, {
      proofs: overlay(store.proofs, {
        async mapNodes(hashes) {
          if (!missing) return store.proofs.mapNodes(hashes)
          missing = false
          await keepAnchors(store, inBlock(3, 'final'))
          throw new MissingNode('00')
        },
      }),
    })
    const bundle = parseBundle(await proofsOf({ store: pruned }).bundle(ticket(1)))
    expect(indexOf(bundle)).toBe(2)
  })
})

describe('seals of which one was lost with its transaction', () => {
  it.each([
    ['last', [GENESIS, sealAfter(1), `${hash(98)}:1`]],
    ['first', [`${hash(98)}:1`, GENESIS]],
  ])('take nothing from the proof where it is named %s', async (_, seal) => {
    await makeEpochs(4)
    const lost = link(3, { seal: `${hash(98)}:1`, txid: hash(97), transaction: 'ff', state: 'published' })
    await keepAnchors(store, inBlock(1), inBlock(2), inBlock(3), inBlock(4), lost)
    const whole = parseBundle(await proofs.bundle(ticket(1)))
    const { seals, bump, headers } = parseBundle(await proofs.bundle(ticket(1), { seal }))
    expect({ bump, headers }).toEqual({ bump: whole.bump, headers: whole.headers })
    expect(seals.at(-1)).toBe(whole.seals.at(-1))
  })
})

describe('where nothing was anchored for long', () => {
  it('and nodes of the newest anchor’s epoch are gone, a bundle stands on the newest checkpoint', async () => {
    await makeEpochs(3)
    await keepAnchors(store, inBlock(1, 'final'))
    await store.proofs.pruneMap(2, 1000)
    const bundle = await bundleOf()
    expect(indexOf(bundle)).toBe(2)
    expect(bundle).toMatchObject({ seals: [], bump: null, map: { version: 3 } })
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
