import { headerTime, parseBlockHeader } from '../../../core/proof/bitcoin/header.ts'

/** A block that a history names is one of the newest at its time: about a day of blocks before the one that holds the anchor. */
const BLOCKS = 144

/**
 * The time of the block with this hash, from the headers that the server follows: UTC, as in its header. Nothing is to be believed: the
 * hash is the header's own. Null where the server doesn't show it among those up to `height`.
 */
export async function blockTime(hash: string, height: number): Promise<string | null> {
  const giveUp = new AbortController()
  try {
    const { body } = await fetch(`/api/headers?from=${Math.max(0, height - BLOCKS)}`, { signal: giveUp.signal })
    if (body === null) return null
    return await find(hash, height, body.pipeThrough(new TextDecoderStream()).getReader())
  } catch {
    return null
  } finally {
    giveUp.abort()
  }
}

async function find(hash: string, height: number, reader: ReadableStreamDefaultReader<string>): Promise<string | null> {
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return null
    const lines = `${rest}${value}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [at = '', hex = ''] = line.split(' ')
      if (Number(at) > height) return null
      const header = parseBlockHeader(hex)
      if (header.hash === hash) return headerTime(header)
    }
  }
}
