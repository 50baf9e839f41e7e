import { describe, expect, it } from 'vitest'
import { beginOf, blockTimes, type HeaderLines } from '../../../../client/proof/ticket/block-time.ts'
import type { NamedBlock } from '../../../../client/proof/ticket/known-times.ts'
import { headerTime, parseBlockHeader } from '../../../../core/proof/bitcoin/header.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }

const LINES = (vectors.valid.find(({ trustedHeaders }) => trustedHeaders !== undefined)?.trustedHeaders ?? '').trim().split('\n')
const HEADERS = LINES.map(line => parseBlockHeader(line.split(' ')[1] ?? ''))

/** A server that follows the blocks of the vectors. */
function server() {
  const asked: number[] = []
  const lines: HeaderLines = async function* (from) {
    asked.push(from)
    yield* LINES.filter(line => Number(line.split(' ')[0]) >= from)
  }
  return { asked, lines }
}

const named = (other: Partial<NamedBlock> = {}): NamedBlock => ({
  block: HEADERS[1]?.hash ?? '',
  recordedAt: '2026-11-23T09:00:00.000Z',
  network: 'dev',
  anchor: { height: 2136, time: '2026-11-23T09:30:00.000Z' },
  ...other,
})

describe('the time of a block that an event names', () => {
  it('is that of the header with this hash, and asked for once', async () => {
    const { asked, lines } = server()
    const timeOf = blockTimes(lines)
    const [, second] = HEADERS
    if (second === undefined) throw new Error('no headers')
    expect([await timeOf(named()), await timeOf(named())]).toEqual([headerTime(second), headerTime(second)])
    expect(asked).toHaveLength(1)
  })

  it('is unknown where no such header is shown, where it has less work than the network demands, and where none can be had', async () => {
    const timeOf = blockTimes(server().lines)
    expect(await timeOf(named({ block: 'a'.repeat(64) }))).toBeNull()
    expect(await timeOf(named({ network: 'main' }))).toBeNull()
    const unreadable = blockTimes(async function* () {
      yield '<html>'
    })
    expect(await unreadable(named())).toBeNull()
  })

  it('is looked for as far back as the event lies before its anchor', () => {
    const later = { network: 'main', anchor: { height: 900_000, time: '2026-11-23T09:30:00.000Z' } } as const
    const blocksAgo = (recordedAt: string) => 900_000 - beginOf(named({ ...later, recordedAt }))
    expect(blocksAgo('2026-11-23T09:20:00.000Z')).toBeGreaterThan(100)
    // Half a year has some 26,000 blocks.
    expect(blocksAgo('2026-05-23T09:30:00.000Z')).toBeGreaterThan(26_500)
    expect(blocksAgo('2026-05-23T09:30:00.000Z')).toBeLessThan(32_000)
    // A clock that is ahead.
    expect(blocksAgo('2027-11-23T09:30:00.000Z')).toBeGreaterThan(100)
  })
})
