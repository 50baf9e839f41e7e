/** The headers that a server follows, `height header` one a line, from a height on. Throws where they can't be had. */
export type HeaderLines = (from: number) => AsyncIterable<string>

/** A height of 10 digits and a header of 80 bytes in hex are shorter. */
const LONGEST_LINE = 200
const TIMEOUT_MS = 10_000

/** Those of this page's server. Gives up where it takes too long, and as soon as no more are wanted. */
export async function* serverHeaders(from: number): AsyncGenerator<string> {
  const giveUp = new AbortController()
  try {
    const { ok, status, body } = await fetch(`/api/headers?from=${from}`, {
      signal: AbortSignal.any([giveUp.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    if (!ok || body === null) throw new Error(`block headers: ${status}`)
    yield* linesOf(chunks(body))
  } finally {
    giveUp.abort()
  }
}

/** Whole lines of a text that comes in pieces. Throws at one that is longer than any with a header, before it has read on. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = `${rest}${piece}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield short(line)
    short(rest)
  }
}

function short(line: string): string {
  if (line.length > LONGEST_LINE) throw new Error(`block headers: a line of more than ${LONGEST_LINE} characters`)
  return line
}

/** Not every browser iterates over a stream by itself. */
async function* chunks(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
