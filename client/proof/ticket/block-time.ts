import { headerTime, parseBlockHeader } from '../../../core/proof/bitcoin/header.ts'
import { meetsItsBits } from '../../../core/proof/bitcoin/work.ts'
import type { NamedBlock } from './known-times.ts'

/** The headers that a server follows, `height header` one a line, from a height on. */
export type HeaderLines = (from: number) => AsyncIterable<string>

const BLOCK_SECONDS = 600
/** About a day of blocks, as blocks come faster and slower. */
const MARGIN = 144
const TIMEOUT_MS = 10_000

/**
 * Finds the times of blocks that events name, UTC, as in their headers; null where a block isn't among the headers shown, or these can't be
 * had. Nothing is to be believed: a header has the hash that was named, and the work that the network demands. What was found is remembered.
 */
export function blockTimes(lines: HeaderLines): (named: NamedBlock) => Promise<string | null> {
  const found = new Map<string, string>()
  return async named => {
    const before = found.get(named.block)
    if (before !== undefined) return before
    const time = await timeIn(lines(beginOf(named)), named).catch(() => null)
    if (time !== null) found.set(named.block, time)
    return time
  }
}

async function timeIn(lines: AsyncIterable<string>, { block, network }: NamedBlock): Promise<string | null> {
  for await (const line of lines) {
    const header = parseBlockHeader(line.split(' ')[1] ?? '')
    if (header.hash === block) return meetsItsBits(header, network) ? headerTime(header) : null
  }
  return null
}

/** The height from which on a block is looked for: that of the anchor, less what blocks were made since the event. */
export function beginOf({ recordedAt, network, anchor }: NamedBlock): number {
  // The development network makes its blocks when it is told to, and has few.
  if (network === 'dev') return 0
  const seconds = Math.max(0, (Date.parse(anchor.time) - Date.parse(recordedAt)) / 1000)
  return Math.max(0, anchor.height - Math.ceil((1.1 * seconds) / BLOCK_SECONDS) - MARGIN)
}

/** Those of this page's server. Gives up where it takes too long, and as soon as no more are wanted. */
export async function* serverHeaders(from: number): AsyncGenerator<string> {
  const giveUp = new AbortController()
  try {
    const { ok, body } = await fetch(`/api/headers?from=${from}`, {
      signal: AbortSignal.any([giveUp.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    if (!ok || body === null) return
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const lines = `${rest}${value}`.split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } finally {
    giveUp.abort()
  }
}
