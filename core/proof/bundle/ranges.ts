import { parseHeader } from '../../events/header.ts'
import { headerTime } from '../bitcoin/header.ts'
import type { TreeHead } from '../log/checkpoint.ts'
import type { BundledEvent } from './bundle.ts'
import type { AnchorBlock } from './headers.ts'
import type { KnownHeaders } from './known-headers.ts'
import type { BlockMoment, ProvenRange } from './verdict.ts'

export type Evidence = {
  /** Checked: they are a chain. */
  readonly events: readonly BundledEvent[]
  /** The version up to which they are part of the checkpoint. */
  readonly covered: number
  readonly checkpoint: TreeHead
  /** Id of the covering anchor. */
  readonly anchor: string | null
  readonly block: AnchorBlock | null
  readonly known: KnownHeaders
}

/** What is proven of which versions, once every check was passed. Specification, sections 7 and 9.13. */
export function provenRanges({ events, covered, checkpoint, anchor, block, known }: Evidence): ProvenRange[] {
  const range = { from: 1, to: covered, notBefore: notBefore(events, 1, known) }
  const { size, root } = checkpoint
  const proven: ProvenRange =
    anchor === null || block === null
      ? { ...range, proven: 'signed', anchor, checkpoint: { size, root } }
      : {
          ...range,
          proven: 'anchored',
          anchor,
          block: block.header.hash,
          height: block.height,
          heightKnown: block.heightKnown,
          notAfter: { block: block.header.hash, time: headerTime(block.header) },
          checkpoint: { size, root },
        }
  if (covered === events.length) return [proven]
  const from = covered + 1
  return [proven, { from, to: events.length, notBefore: notBefore(events, from, known), proven: 'chained' }]
}

/** The block named by the newest event at or before `version`: whoever wrote that event knew the block's hash. */
function notBefore(events: readonly BundledEvent[], version: number, known: KnownHeaders): BlockMoment | null {
  for (const { header } of events.slice(0, version).reverse()) {
    const { block } = parseHeader(header)
    if (block === null) continue
    const knownHeader = known.byHash.get(block)?.header
    return { block, time: knownHeader ? headerTime(knownHeader) : null }
  }
  return null
}
