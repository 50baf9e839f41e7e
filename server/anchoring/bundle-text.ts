import type { StoredEvent } from '../../core/events/event.ts'
import { type Bundle, type BundledEvent, MAX_BUNDLE } from '../../core/proof/bundle/bundle.ts'
import { KnownError } from '../../core/protocol/errors.ts'

/** Everything in a bundle but its events. */
export type BundleFrame = Omit<Bundle, 'events'>

/**
 * The JSON text of a bundle in pieces, with its events as they are read: a long history is never in memory as a whole.
 * @throws KnownError `too_large` for more than a bundle may hold (specification, section 7)
 */
export async function* bundleText(frame: BundleFrame, pages: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<string> {
  const size = new Size()
  const { format, origin, genesisSeal, aggregate, ...rest } = frame
  yield size.add(`${JSON.stringify({ format, origin, genesisSeal, aggregate }).slice(0, -1)},"events":[`)
  let separator = ''
  for await (const page of pages) {
    if (page.length === 0) continue
    yield size.add(separator + page.map(event => JSON.stringify(bundled(event))).join(','))
    separator = ','
  }
  yield size.add(`],${JSON.stringify(rest).slice(1)}\n`)
}

/** @throws KnownError `too_large` where the events alone are more than fits, before anything of them is sent */
export async function checkSize(pages: AsyncIterable<readonly StoredEvent[]>): Promise<void> {
  const size = new Size()
  for await (const page of pages) size.add(page.map(event => JSON.stringify(bundled(event))).join(','))
}

function bundled({ header, salt, content }: StoredEvent): BundledEvent {
  return { header, salt, content }
}

class Size {
  #bytes = 0

  add(text: string): string {
    this.#bytes += Buffer.byteLength(text)
    if (this.#bytes > MAX_BUNDLE) throw new KnownError('too_large', 'This history is larger than a proof bundle may be: 64 MiB.')
    return text
  }
}
