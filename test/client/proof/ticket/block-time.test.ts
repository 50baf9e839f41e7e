import { describe, expect, it } from 'vitest'
import { beginOf, blockTimes, MOST_HEADERS } from '../../../../client/proof/ticket/block-time.ts'
import type { HeaderLines } from '../../../../client/proof/ticket/header-lines.ts'
import type { NamedBlocks } from '../../../../client/proof/ticket/known-times.ts'
import { type BlockHeader, headerTime, parseBlockHeader } from '../../../../core/proof/bitcoin/header.ts'
import { meetsItsBits } from '../../../../core/proof/bitcoin/work.ts'

const EASY = 0x207fffff
/** Eight times, and four times, as hard. */
const [HARD, LESS_HARD] = [0x200fffff, 0x201fffff]
const START = Date.parse('2026-11-23T08:00:00.000Z') / 1000
const RECORDED = '2026-11-23T08:00:00.000Z'
const NOWHERE = '00'.repeat(32)

/** A header with the work that its bits demand. */
function mined(previous: string, time: number, bits = EASY): { hex: string; header: BlockHeader } {
  const bytes = Buffer.alloc(80)
  bytes.set(Buffer.from(previous, 'hex').reverse(), 4)
  bytes.writeUInt32LE(time, 68)
  bytes.writeUInt32LE(bits, 72)
  for (let nonce = 0; ; nonce++) {
    bytes.writeUInt32LE(nonce, 76)
    const header = parseBlockHeader(bytes.toString('hex'))
    if (meetsItsBits(header, 'dev')) return { hex: bytes.toString('hex'), header }
  }
}

/** Blocks that follow each other, ten minutes apart, with these bits. */
function chain(bits: readonly number[], after = NOWHERE) {
  let previous = after
  return bits.map((bits, height) => {
    const block = mined(previous, START + 600 * height, bits)
    previous = block.header.hash
    return block
  })
}

/** A server that follows these blocks. */
function server(blocks: readonly { readonly hex: string }[]) {
  const asked: number[] = []
  const lines: HeaderLines = async function* (from) {
    asked.push(from)
    yield* blocks.map(({ hex }, height) => `${height} ${hex}`).slice(from)
  }
  return { asked, timesOf: blockTimes(lines, new Map()) }
}

type Block = { readonly header: BlockHeader }

function named(blocks: readonly Block[], anchor: Block | undefined, height = 3): NamedBlocks {
  if (anchor === undefined) throw new Error('no anchor')
  return {
    blocks: blocks.map(({ header }) => ({ block: header.hash, recordedAt: RECORDED })),
    network: 'dev',
    anchor: { block: anchor.header.hash, height, time: headerTime(anchor.header) },
  }
}

const BLOCKS = chain([EASY, EASY, EASY, EASY, EASY])
const [FIRST, SECOND, , ANCHOR, LATER] = BLOCKS
if (FIRST === undefined || SECOND === undefined || ANCHOR === undefined || LATER === undefined) throw new Error('no blocks')
const times = (...blocks: readonly Block[]) => new Map(blocks.map(({ header }) => [header.hash, headerTime(header)]))

describe('the times of blocks that events name', () => {
  it('are those of the headers that lead to the anchor’s block, and asked for once', async () => {
    const { asked, timesOf } = server(BLOCKS)
    for (let round = 0; round < 2; round++) expect(await timesOf(named([FIRST, SECOND], ANCHOR))).toEqual(times(FIRST, SECOND))
    expect(asked).toEqual([0])
  })

  it('are unknown for a block that is in no chain, whatever work and time it has', async () => {
    const forged = mined(NOWHERE, START + 600)
    const served = [...BLOCKS.slice(0, 1), forged, ...BLOCKS.slice(1)]
    for (const blocks of [served, [forged, ...BLOCKS], [...BLOCKS, forged]]) {
      expect(await server(blocks).timesOf(named([forged], ANCHOR, 4))).toEqual(new Map())
    }
    // What leads to the anchor's block still has its time.
    expect(await server(served).timesOf(named([forged, SECOND], ANCHOR, 4))).toEqual(times(SECOND))
  })

  it('are unknown for a block that another one before the anchor’s doesn’t follow', async () => {
    const withHole = BLOCKS.filter((_, height) => height !== 1)
    expect(await server(withHole).timesOf(named([FIRST], ANCHOR))).toEqual(new Map())
  })

  it('are unknown for the anchor’s own block and for later ones, and where no header of the anchor’s block is shown', async () => {
    expect(await server(BLOCKS).timesOf(named([ANCHOR, LATER], ANCHOR))).toEqual(new Map())
    expect(await server(BLOCKS.slice(0, 3)).timesOf(named([FIRST], ANCHOR))).toEqual(new Map())
  })

  it('are unknown before blocks that are much easier to make than the anchor’s', async () => {
    const [first, , , anchor] = chain([HARD, EASY, HARD, HARD])
    const [second, , , other] = chain([HARD, LESS_HARD, HARD, HARD])
    if (first === undefined || second === undefined) throw new Error('no blocks')
    expect(await server(chain([HARD, EASY, HARD, HARD])).timesOf(named([first], anchor))).toEqual(new Map())
    expect(await server(chain([HARD, LESS_HARD, HARD, HARD])).timesOf(named([second], other))).toEqual(times(second))
  })

  it('are unknown where they have less work than the network demands', async () => {
    expect(await server(BLOCKS).timesOf({ ...named([FIRST], ANCHOR), network: 'main' })).toEqual(new Map())
  })

  it('are unknown where they are more than two hours later than the anchor’s', async () => {
    for (const [late, isKnown] of [
      [7200, true],
      [7201, false],
    ] as const) {
      const first = mined(NOWHERE, START + late)
      const anchor = mined(first.header.hash, START)
      expect(await server([first, anchor]).timesOf(named([first], anchor, 1))).toEqual(isKnown ? times(first) : new Map())
    }
  })

  it('are remembered as unknown, but not where the headers couldn’t be had', async () => {
    const forged = mined(NOWHERE, START + 1)
    const { asked, timesOf } = server(BLOCKS)
    for (let round = 0; round < 2; round++) expect(await timesOf(named([forged], ANCHOR))).toEqual(new Map())
    expect(asked).toHaveLength(1)

    let isAway = true
    const awayAtFirst = blockTimes(async function* () {
      if (isAway) throw new Error('away')
      yield* BLOCKS.map(({ hex }, height) => `${height} ${hex}`)
    }, new Map())
    expect(await awayAtFirst(named([FIRST], ANCHOR))).toEqual(new Map())
    isAway = false
    expect(await awayAtFirst(named([FIRST], ANCHOR))).toEqual(times(FIRST))
  })

  it('are no more looked for after what isn’t a header, or after more headers than are followed', async () => {
    let read = 0
    const endless = (line: string) =>
      blockTimes(async function* () {
        for (;;) {
          read++
          yield line
        }
      }, new Map())
    expect(await endless('<html>')(named([FIRST], ANCHOR))).toEqual(new Map())
    expect(read).toBe(1)
    read = 0
    expect(await endless(`0 ${FIRST.hex}`)(named([FIRST], ANCHOR))).toEqual(new Map())
    expect(read).toBe(MOST_HEADERS + 2)
  })

  it('are looked for as far back as the event lies before its anchor, in bounds', () => {
    const blocksAgo = (recordedAt: string) => {
      const anchor = { block: ANCHOR.header.hash, height: 900_000, time: '2026-11-23T09:30:00.000Z' }
      return 900_000 - beginOf({ blocks: [{ block: FIRST.header.hash, recordedAt }], network: 'main', anchor })
    }
    expect(blocksAgo('2026-11-23T09:20:00.000Z')).toBeGreaterThan(100)
    expect(blocksAgo('2026-11-23T09:20:00.000Z')).toBeLessThan(200)
    // A week has some 1,008 blocks.
    expect(blocksAgo('2026-11-16T09:30:00.000Z')).toBeGreaterThan(1_100)
    expect(blocksAgo('2026-05-23T09:30:00.000Z')).toBe(MOST_HEADERS)
    // A clock that is ahead.
    expect(blocksAgo('2027-11-23T09:30:00.000Z')).toBeGreaterThan(100)
  })
})
