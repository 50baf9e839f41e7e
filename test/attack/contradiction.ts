import { eventHash } from '../../core/events/hash.ts'
import { parseBundle } from '../../core/proof/bundle/read-bundle.ts'

/**
 * The first version under which two bundles of one aggregate hold different events; null where one continues the other. Where both are valid,
 * it is proof against the log's operator. Specification, section 8.
 */
export function contradiction(one: string, other: string): number | null {
  const [first, second] = [parseBundle(one), parseBundle(other)]
  if (first.aggregate.id !== second.aggregate.id) throw new Error('the bundles are about different things')
  for (const [at, { header }] of first.events.entries()) {
    const there = second.events[at]
    if (there !== undefined && eventHash(there.header) !== eventHash(header)) return at + 1
  }
  return null
}
