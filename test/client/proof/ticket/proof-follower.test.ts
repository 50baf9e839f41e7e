import { describe, expect, it, vi } from 'vitest'
import type { Fetched } from '../../../../client/pages/fetch-json.ts'
import { Alarms } from '../../../../client/proof/memory/alarms.ts'
import type { LogServer } from '../../../../client/proof/memory/log-server.ts'
import { MemoryTables } from '../../../../client/proof/memory/memory-tables.ts'
import type { Alarm } from '../../../../client/proof/memory/records.ts'
import { SeenThings } from '../../../../client/proof/memory/seen-things.ts'
import { stated } from '../../../../client/proof/memory/stated.ts'
import { Witness } from '../../../../client/proof/memory/witness.ts'
import { bundleFacts } from '../../../../client/proof/ticket/bundle-facts.ts'
import type { NamedBlocks } from '../../../../client/proof/ticket/known-times.ts'
import { ProofFollower } from '../../../../client/proof/ticket/proof-follower.ts'
import { isInDoubt, type ProofSituation } from '../../../../client/proof/ticket/proof-state.ts'
import type { AnchorRow } from '../../../../core/anchor/row.ts'
import { parseHeader } from '../../../../core/events/header.ts'
import { bytesOfHex } from '../../../../core/proof/bitcoin/bytes.ts'
import { parseTransaction } from '../../../../core/proof/bitcoin/transaction.ts'
import { parseBundle } from '../../../../core/proof/bundle/read-bundle.ts'
import { parseTrust } from '../../../../core/proof/bundle/read-trust.ts'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import type { AnchoringStatus } from '../../../../core/protocol/anchoring.ts'
import { anchorRow, hash } from '../../../contract/samples.ts'
import { STATUS } from '../../../support/anchoring-status.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }

const trust = parseTrust(vectors.trust)

function vector(name: string): string {
  const found = vectors.valid.find(vector => vector.name === name)
  if (found === undefined) throw new Error(`no such bundle: ${name}`)
  return JSON.stringify(found.bundle)
}
const ANCHORED = vector('complete')
const COMPLETE = parseBundle(ANCHORED)
/** Of the versions that are anchored. */
const COVERED = COMPLETE.events.slice(0, 8).map(({ header }) => header)
const SIGNED = vector('not in an anchor yet')
const UNMINED = vector('anchor not mined yet')
const RANGE = anchoredRange()

/** Where the anchor of `ANCHORED` is. */
function anchoredRange() {
  const [range] = verifyBundle(ANCHORED, trust).ranges
  if (range?.proven !== 'anchored') throw new Error('not anchored')
  return range
}

const NOT_READY = { ok: false, code: 'proof_not_ready', text: 'Not yet.' } as const
const given = (text: string) => ({ ok: true, value: text }) as const

function epochs(size: number, other: Partial<AnchoringStatus> = {}): AnchoringStatus {
  const epoch = { size, time: '2030-01-01T00:00:00.000Z', mapRoot: '', aggregates: 1, versions: 1 }
  return { ...STATUS, genesisSeal: trust.genesisSeal, epoch, ...other }
}

/** A follower of the vectors' history, whose server answers with what `server.bundle` is at the moment. */
function start(bundle: Fetched<string>) {
  const server = { bundle, asked: [] as (readonly string[])[] }
  const shown = { alarms: [] as readonly Alarm[] }
  const log: LogServer = {
    has: async () => ({ ok: true, value: { trust: true, checkpoint: false } }),
    trust: async () => ({ ok: true, value: trust }),
    checkpoint: async () => NOT_READY,
    consistency: async () => ({ kind: 'away' }),
    bundle: async (_, seals) => {
      server.asked.push(seals)
      return server.bundle
    },
  }
  const tables = new MemoryTables()
  const seen = new SeenThings(tables, () => 0)
  const alarms = new Alarms(
    tables,
    () => 0,
    all => {
      shown.alarms = all
    },
  )
  const witness = new Witness(seen, log, alarms)
  const page = { isVisible: true }
  const times = new Map<string, string>()
  const looked: NamedBlocks[] = []
  let task: (() => void) | null = null
  const follower = new ProofFollower({
    aggregate: JSON.parse(ANCHORED).aggregate,
    witness: async () => witness,
    server: log,
    verify: async input => verifyBundle(String(input.bundle), input.trust),
    beginOf: async text => stated(text)?.genesisSeal ?? null,
    factsOf: async text => bundleFacts(text),
    timesOf: async named => {
      looked.push(named)
      return times
    },
    schedule(planned) {
      task = planned
      return () => {
        task = null
      }
    },
    isVisible: () => page.isVisible,
  })
  /** Lets the delay pass, if one is under way; resolves when the follower is still. */
  async function pass(): Promise<void> {
    const due = task
    task = null
    due?.()
    await vi.waitFor(() => expect(follower.view.value.busy).toBe(false))
  }
  const headers: readonly string[] = bundleFacts(ANCHORED).headers
  const situation = (change: Partial<ProofSituation> = {}) =>
    follower.situation({ headers, began: '2026-01-01T00:00:00.000Z', anchoring: epochs(1), anchors: [], ...change })
  return { follower, server, seen, shown, page, times, looked, headers, situation, pass, isWaiting: () => task !== null }
}

describe('the proof of a history that is followed', () => {
  it('asks once, verifies, and remembers the bundle and the seals that its anchors spend', async () => {
    const { follower, server, seen, situation, pass, isWaiting } = start(given(ANCHORED))
    situation()
    situation()
    await pass()
    expect(server.asked).toEqual([[]])
    expect(follower.view.value.state).toMatchObject({
      kind: 'valid',
      checked: { verdict: { ranges: [{ to: 8, proven: 'anchored' }, { to: 9 }] } },
    })
    const seal = expect.stringMatching(/^[0-9a-f]{64}:\d+$/)
    await vi.waitFor(async () =>
      expect(await seen.seals(trust.origin, trust.genesisSeal)).toEqual([
        { seal: trust.genesisSeal, place: 1 },
        { seal, place: 2 },
        { seal, place: 3 },
      ]),
    )
    expect(await seen.bundle(JSON.parse(ANCHORED).aggregate)).toEqual({ text: ANCHORED, genesisSeal: trust.genesisSeal })
    situation()
    expect(isWaiting()).toBe(false)
  })

  it('says in its one verdict when a block was made that the history names, where that can be found out', async () => {
    const [block, time] = [vectors.valid[0]?.expect.ranges[1]?.notBefore?.block ?? '', '2026-11-23T08:50:00.000Z']
    for (const known of [null, time]) {
      const { follower, times, situation, pass } = start(given(ANCHORED))
      if (known !== null) times.set(block, known)
      situation()
      await pass()
      expect(follower.view.value.state).toMatchObject({
        kind: 'valid',
        checked: { verdict: { verdict: 'VALID', ranges: [{ notBefore: null }, { notBefore: { block, time: known } }] } },
      })
    }
  })

  it('knows a time before which the newest anchored version wasn’t written, though nothing says when the history was begun', async () => {
    const named = COVERED.map(header => parseHeader(header).block)
    const block = named.findLast(block => block !== null) ?? ''
    expect(named[0]).toBeNull()
    const time = '2026-11-23T08:50:00.000Z'
    for (const known of [false, true]) {
      const { follower, times, situation, pass } = start(given(ANCHORED))
      if (known) times.set(block, time)
      situation()
      await pass()
      expect(follower.view.value.state).toMatchObject({ kind: 'valid', ownBound: known ? { version: 8, block, time } : null })
    }
  })

  it('looks once for the times of all blocks that are named, before the block of the anchor', async () => {
    const { looked, situation, pass } = start(given(ANCHORED))
    situation()
    await pass()
    const named = COMPLETE.events.map(({ header }) => parseHeader(header)).filter(({ block }) => block !== null)
    const wanted = [COVERED.map(header => parseHeader(header).block).findLast(block => block !== null), named.at(-1)?.block]
    expect(looked).toEqual([
      {
        blocks: wanted.map(block => ({ block, recordedAt: named.find(event => event.block === block)?.recordedAt })),
        network: 'dev',
        anchor: { block: RANGE.block, height: 2136, time: '2026-11-23T09:30:00.000Z' },
      },
    ])
  })

  it('asks nothing where nothing can be had, and says why', async () => {
    const { follower, server, situation, isWaiting } = start(NOT_READY)
    const says = (anchoring: AnchoringStatus, kind: string, began?: string) => {
      situation({ anchoring, ...(began === undefined ? {} : { began }) })
      expect([follower.view.value.state.kind, isWaiting()]).toEqual([kind, false])
    }
    says(epochs(1, { network: 'none' }), 'off')
    says(epochs(1, { genesisSeal: null }), 'unfunded')
    says(epochs(1, { epoch: null }), 'waiting')
    says(epochs(1), 'waiting', '2030-01-01T00:00:00.001Z')
    expect(server.asked).toEqual([])
  })

  it('asks again with a newer epoch while there is none, and for a signed one only with another anchor', async () => {
    const { follower, server, situation, pass, isWaiting } = start(NOT_READY)
    situation()
    await pass()
    expect(follower.view.value.state.kind).toBe('waiting')
    server.bundle = given(SIGNED)
    situation({ anchoring: epochs(2) })
    await pass()
    expect(follower.view.value.state).toMatchObject({ kind: 'valid', checked: { verdict: { ranges: [{ proven: 'signed' }, {}] } } })
    expect(server.asked).toHaveLength(2)
    situation({ anchoring: epochs(2) })
    expect(isWaiting()).toBe(false)
  })

  it('asks no more once all that is shown is anchored, but where a block was taken back, since that may have been its own', async () => {
    const { follower, server, situation, pass, isWaiting } = start(given(ANCHORED))
    const later = (state: AnchorRow['state'], sequence = 7) =>
      situation({ headers: COVERED, anchors: [anchorRow(sequence, { state, block: hash(sequence) })] })
    later('mined')
    await pass()
    expect(follower.view.value.state).toMatchObject({
      kind: 'valid',
      checked: { verdict: { ranges: [{ to: 8, proven: 'anchored' }, {}] } },
    })
    for (const state of ['prepared', 'published', 'mined', 'final'] as const) {
      later(state, 8)
      expect(isWaiting()).toBe(false)
    }
    later('published', 8)
    await pass()
    expect(server.asked).toHaveLength(2)
    later('mined', 8)
    expect(isWaiting()).toBe(false)
  })

  describe('whose anchor has newer ones after it', () => {
    const newer = anchorRow(9, { state: 'published' })
    const covering = (change: Partial<AnchorRow> = {}) =>
      anchorRow(6, { state: 'mined', txid: RANGE.anchor, block: RANGE.block, height: RANGE.height, ...change })

    for (const [what, row] of [
      ['is in no block any more', covering({ state: 'published', block: null, height: null })],
      ['is in another block', covering({ block: hash(77) })],
      ['was replaced by another transaction', covering({ txid: hash(78), block: hash(77) })],
    ] as const)
      it(`is asked for again where that anchor ${what}, and is in doubt until then`, async () => {
        const { follower, server, situation, pass, isWaiting } = start(given(ANCHORED))
        const now = (row: AnchorRow) => {
          const anchors = [newer, row, anchorRow(5, { state: 'final', block: hash(5) })]
          situation({ headers: COVERED, anchors })
          return isInDoubt(follower.view.value.state, anchors)
        }
        now(covering())
        await pass()
        expect([now(covering()), isWaiting()]).toEqual([false, false])
        server.bundle = NOT_READY
        expect([now(row), isWaiting()]).toEqual([true, true])
        await pass()
        expect(server.asked).toHaveLength(2)
        // The server can't answer: the old proof is kept, still in doubt, and asked for again.
        expect([now(row), isWaiting()]).toEqual([true, true])
        server.bundle = given(UNMINED)
        await pass()
        await pass()
        expect(follower.view.value.state).toMatchObject({ kind: 'valid', checked: { verdict: { ranges: [{ proven: 'signed' }, {}] } } })
      })

    it('asks again once that anchor comes into a block, though the newest doesn’t', async () => {
      const { follower, server, situation, pass } = start(given(UNMINED))
      situation({ headers: COVERED, anchors: [newer, covering({ state: 'published', block: null })] })
      await pass()
      server.bundle = given(ANCHORED)
      situation({ headers: COVERED, anchors: [newer, covering()] })
      await pass()
      expect(follower.view.value.state).toMatchObject({ checked: { verdict: { ranges: [{ proven: 'anchored' }, {}] } } })
    })
  })

  it('remembers no seals of anchors that no block holds: others may take their places', async () => {
    for (const [bundle, count] of [
      [UNMINED, 0],
      [ANCHORED, 3],
    ] as const) {
      const { seen, situation, pass } = start(given(bundle))
      situation()
      await pass()
      expect(await seen.bundle(COMPLETE.aggregate)).toMatchObject({ text: bundle })
      expect(await seen.seals(trust.origin, trust.genesisSeal)).toHaveLength(count)
    }
  })

  it('keeps what was proven where a newer proof can’t be had', async () => {
    const { follower, server, situation, pass } = start(given(SIGNED))
    situation()
    await pass()
    server.bundle = { ok: false, code: 'store_unavailable', text: 'Away.' }
    situation({ anchoring: epochs(2) })
    await pass()
    expect(server.asked.length).toBe(2)
    expect(follower.view.value.state.kind).toBe('valid')
  })

  it('asks nothing while the page is hidden', async () => {
    const { follower, server, page, situation, pass, isWaiting } = start(given(ANCHORED))
    page.isVisible = false
    situation()
    expect(isWaiting()).toBe(false)
    page.isVisible = true
    follower.consider()
    await pass()
    expect(server.asked).toHaveLength(1)
  })

  it('is an alarm where the bundle fails, with the bundle as evidence, and asks no more', async () => {
    const forged = ANCHORED.replace('"salt":"', '"salt":"00').slice(0)
    const { follower, shown, situation, pass, isWaiting } = start(given(forged))
    situation()
    await pass()
    expect(follower.view.value.state.kind).toBe('invalid')
    await vi.waitFor(() => expect(shown.alarms).toMatchObject([{ kind: 'proof', shown: { bundle: forged, trust } }]))
    situation({ anchoring: epochs(5) })
    expect(isWaiting()).toBe(false)
  })

  it('is an alarm where the bundle is valid, and of another history than the one on the page', async () => {
    const { follower, shown, headers, situation, pass } = start(given(ANCHORED))
    situation({ headers: headers.with(headers.length - 1, 'another header') })
    await pass()
    expect(follower.view.value.state).toMatchObject({ kind: 'invalid', message: expect.stringContaining(`version ${headers.length}`) })
    await vi.waitFor(() => expect(shown.alarms).toMatchObject([{ kind: 'proof', shown: { bundle: ANCHORED } }]))
  })

  it('begins where the server says, if that is a seal that was verified: the earliest proof of an old history needs an old one', async () => {
    const later = `${parseTransaction(bytesOfHex(COMPLETE.seals[0] ?? '')).txid}:1`
    const fromLater = JSON.stringify({ ...COMPLETE, genesisSeal: later, seals: COMPLETE.seals.slice(1) })
    for (const bundle of [ANCHORED, fromLater]) {
      const { follower, server, seen, situation, pass } = start(given(bundle))
      await seen.rememberSeals(trust, trust.genesisSeal, [{ seal: later, distance: 1 }])
      situation()
      await pass()
      expect(server.asked).toEqual([[trust.genesisSeal, later]])
      const { genesisSeal } = JSON.parse(bundle)
      expect(follower.view.value.state).toMatchObject({ kind: 'valid', checked: { genesisSeal } })
      await vi.waitFor(async () => expect(await seen.bundle(COMPLETE.aggregate)).toEqual({ text: bundle, genesisSeal }))
      // What was known before isn't forgotten, wherever the bundle begins.
      expect(await seen.seals(trust.origin, trust.genesisSeal)).toContainEqual({ seal: later, place: 2 })
    }
  })

  it('doesn’t believe a bundle that begins where nobody has verified the line to', async () => {
    const later = `${parseTransaction(bytesOfHex(COMPLETE.seals[0] ?? '')).txid}:1`
    const fromLater = JSON.stringify({ ...COMPLETE, genesisSeal: later, seals: COMPLETE.seals.slice(1) })
    const { follower, seen, situation, pass } = start(given(fromLater))
    await seen.rememberSeals(trust, trust.genesisSeal, [{ seal: `${'ab'.repeat(32)}:1`, distance: 3 }])
    situation()
    await pass()
    expect(follower.view.value.state).toMatchObject({ kind: 'invalid', checked: { verdict: { failed: { check: 'trust' } } } })
  })

  it('asks for the whole line where the server doesn’t know the seals', async () => {
    const { follower, server, seen, situation, pass } = start({ ok: false, code: 'not_found', text: 'No such seal.', field: 'seal' })
    const seal = `${'ab'.repeat(32)}:1`
    await seen.rememberSeals(trust, trust.genesisSeal, [{ seal, distance: 3 }])
    situation()
    await pass()
    expect(server.asked).toEqual([[trust.genesisSeal, seal], []])
    expect(await seen.seals(trust.origin, trust.genesisSeal)).toEqual([])
    expect(follower.view.value.state.kind).toBe('failed')
  })
})
