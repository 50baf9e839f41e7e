import { BytesError } from '../../../core/proof/bitcoin/bytes.ts'
import { type BlockHeader, headerTime, parseBlockHeader } from '../../../core/proof/bitcoin/header.ts'
import { meetsItsBits, targetOf } from '../../../core/proof/bitcoin/work.ts'
import type { HeaderLines } from './header-lines.ts'
import type { NamedBlocks, TimesOf } from './known-times.ts'

/** Answers to what was asked before, also that a time can't be known. */
export type RememberedTimes = Map<string, ReturnType<TimesOf>>

/** How many blocks before the anchor's one is looked for: two weeks of them. The time of an earlier one stays unknown. */
export const MOST_HEADERS = 2016
const BLOCK_SECONDS = 600
/** About a day of blocks, as blocks come faster and slower. */
const MARGIN = 144
/** A miner can set a block's time so far ahead. */
const AHEAD_SECONDS = 7200
/** Networks set their target anew with each block. Within two weeks it may become so many times as easy, hardly more. */
const EASIER = 4n
const NONE: ReadonlyMap<string, string> = new Map()

/**
 * Finds the times of blocks that events name, UTC, as in their headers. Nothing is believed of the headers that are shown: a block's time is known
 * where a chain of them leads from it to the anchor's block. So whoever makes one up has to make up the anchor's block, too, and *not before* is
 * worth as much as *not after*. What could be read is asked for once, however it ended.
 */
export function blockTimes(lines: HeaderLines, remembered: RememberedTimes): TimesOf {
  return named => {
    const key = [named.network, named.anchor.block, ...named.blocks.map(({ block }) => block)].join(' ')
    const times = remembered.get(key) ?? ancestorTimes(lines(beginOf(named)), named)
    remembered.set(key, times)
    return times.catch(() => {
      remembered.delete(key)
      return NONE
    })
  }
}

/** The height from which on blocks are looked for: that of the anchor, less what blocks were made since the first event, in bounds. */
export function beginOf({ blocks, network, anchor }: NamedBlocks): number {
  const earliest = Math.max(0, anchor.height - MOST_HEADERS)
  // The development network makes its blocks when it is told to, and has few.
  if (network === 'dev') return earliest
  const recorded = Math.min(...blocks.map(({ recordedAt }) => Date.parse(recordedAt)))
  const seconds = Math.max(0, (Date.parse(anchor.time) - recorded) / 1000)
  return Math.max(earliest, anchor.height - Math.ceil((1.1 * seconds) / BLOCK_SECONDS) - MARGIN)
}

async function ancestorTimes(lines: AsyncIterable<string>, { blocks, network, anchor }: NamedBlocks): Promise<ReadonlyMap<string, string>> {
  const chain: BlockHeader[] = []
  let read = 0
  for await (const line of lines) {
    const header = headerOf(line)
    if (header === null || ++read > MOST_HEADERS + 1) return NONE
    if (!meetsItsBits(header, network)) return NONE
    if (header.previous !== chain.at(-1)?.hash) chain.length = 0
    chain.push(header)
    if (header.hash === anchor.block) return timesIn(chain, new Set(blocks.map(({ block }) => block)))
  }
  return NONE
}

/** `chain` ends with the anchor's block. */
function timesIn(chain: readonly BlockHeader[], wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const [anchor, ...ancestors] = chain.toReversed()
  const target = anchor === undefined ? null : targetOf(anchor.bits)
  if (anchor === undefined || target === null) return NONE
  const tooEasy = ancestors.findIndex(({ bits }) => (targetOf(bits) ?? 0n) > EASIER * target)
  const known = ancestors
    .slice(0, tooEasy === -1 ? undefined : tooEasy)
    .filter(({ hash, time }) => wanted.has(hash) && time <= anchor.time + AHEAD_SECONDS)
  return new Map(known.map(header => [header.hash, headerTime(header)]))
}

function headerOf(line: string): BlockHeader | null {
  try {
    return parseBlockHeader(line.split(' ')[1] ?? '')
  } catch (error) {
    if (error instanceof BytesError) return null
    throw error
  }
}
