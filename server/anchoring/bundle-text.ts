import type { StoredEvent } from '../../core/events/event.ts'
import { type Bundle, type BundledEvent, MAX_BUNDLE } from '../../core/proof/bundle/bundle.ts'
import { KnownError } from '../../core/protocol/errors.ts'

/** Everything in a bundle but what may be long. */
export type BundleFrame = Omit<Bundle, 'events' | 'seals'>

/** What may be long: events, and transactions in hex. */
export type BundlePages = { readonly events: AsyncIterable<readonly StoredEvent[]>; readonly seals: AsyncIterable<readonly string[]> }

/**
 * The JSON text of a bundle in pieces, with its events and seals as they are read: a long history, or a long line, is never in memory as a whole.
 * @throws KnownError `too_large` for more than a bundle may hold (specification, section 7)
 */
export async function* bundleText(frame: BundleFrame, { events, seals }: BundlePages): AsyncGenerator<string> {
  let bytes = 0
  for await (const piece of pieces(frame, { events, seals })) {
    bytes += Buffer.byteLength(piece)
    if (bytes > MAX_BUNDLE) throw new KnownError('too_large', 'This history is larger than a proof bundle may be: 64 MiB.')
    yield piece
  }
}

async function* pieces(frame: BundleFrame, { events, seals }: BundlePages): AsyncGenerator<string> {
  const { format, origin, genesisSeal, aggregate, bump, headers, ...proofs } = frame
  yield `${JSON.stringify({ format, origin, genesisSeal, aggregate }).slice(0, -1)},"events":[`
  yield* items(events, bundled)
  yield `],${JSON.stringify(proofs).slice(1, -1)},"seals":[`
  yield* items(seals, seal => seal)
  yield `],${JSON.stringify({ bump, headers }).slice(1)}\n`
}

async function* items<T>(pages: AsyncIterable<readonly T[]>, toJson: (item: T) => unknown): AsyncGenerator<string> {
  let separator = ''
  for await (const page of pages) {
    if (page.length === 0) continue
    yield separator + page.map(item => JSON.stringify(toJson(item))).join(',')
    separator = ','
  }
}

function bundled({ header, salt, content }: StoredEvent): BundledEvent {
  return { header, salt, content }
}
