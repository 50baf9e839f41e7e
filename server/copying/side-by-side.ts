import { UnusableStore } from '../store/errors.ts'
import type { PositionedEvent } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import type { Place } from './marker.ts'

type Feed = Pick<StoreReads, 'feedPage'>

/** An event as it stands in the source, and in the target. */
export type Pair = { readonly source: PositionedEvent; readonly target: PositionedEvent }
export type Pairs = readonly [Pair, ...Pair[]]

/**
 * The events after a place in two feeds, in pairs, until one of them ends.
 * @throws UnusableStore where two aren't the same event
 */
export async function* sideBySide(source: Feed, target: Feed, after: Place): AsyncGenerator<Pairs> {
  let place = after
  let sources: readonly PositionedEvent[] = []
  let targets: readonly PositionedEvent[] = []
  for (;;) {
    if (sources.length === 0) sources = (await source.feedPage(place.source))?.events ?? []
    if (targets.length === 0) targets = (await target.feedPage(place.target))?.events ?? []
    const pairs = paired(sources, targets)
    if (!isSome(pairs)) return
    yield pairs
    place = placeOf(pairs)
    sources = sources.slice(pairs.length)
    targets = targets.slice(pairs.length)
  }
}

/** Where the last pair stands. */
export function placeOf(pairs: Pairs): Place {
  const { source, target } = pairs.at(-1) ?? pairs[0]
  return { source: source.position, target: target.position }
}

function isSome(pairs: readonly Pair[]): pairs is Pairs {
  return pairs.length > 0
}

function paired(sources: readonly PositionedEvent[], targets: readonly PositionedEvent[]): readonly Pair[] {
  return sources.flatMap((source, at) => {
    const target = targets[at]
    if (target === undefined) return []
    requireSame(source, target)
    return [{ source, target }]
  })
}

/** Header and hash are what an event is. Its content may have been erased in the source since it was copied. */
function requireSame(source: PositionedEvent, target: PositionedEvent): void {
  const isErased = source.content === null && source.salt === null
  const sameContent = source.content === target.content && source.salt === target.salt
  if (source.header === target.header && source.hash === target.hash && (sameContent || isErased)) return
  throw new UnusableStore(
    `The target holds another event where the source has ${source.hash}: it is no copy of this source, or one of the two has been changed. Copy into an empty target.`,
  )
}
