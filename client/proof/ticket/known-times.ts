import { parseHeader } from '../../../core/events/header.ts'
import type { NetworkName } from '../../../core/proof/bundle/trust.ts'
import type { ProvenRange, Verdict } from '../../../core/proof/bundle/verdict.ts'

/** Blocks that the events of a history name by their hashes, and what helps to find them. */
export type NamedBlocks = {
  /** Each with the time at which the first event that names it was recorded, as that says. */
  readonly blocks: readonly { readonly block: string; readonly recordedAt: string }[]
  readonly network: NetworkName
  /** The block of the anchor that covers the history. Its height is what the anchor's path claims. */
  readonly anchor: { readonly block: string; readonly height: number; readonly time: string }
}

/** The times of those of the blocks that are proven to come before the anchor's, by their hashes. */
export type TimesOf = (named: NamedBlocks) => Promise<ReadonlyMap<string, string>>

/** A version's own earliest time. A range has that of its first version; a later one was written after the block that it names itself. */
export type OwnBound = { readonly version: number; readonly block: string; readonly time: string }

/** `ownBound` is that of the newest anchored version; null where it is the first version's, or has no time. */
export type KnownTimes = { readonly verdict: Verdict; readonly ownBound: OwnBound | null }

/**
 * The verdict with the times of the blocks that its ranges name, where the verifier had no header of them and `timesOf` finds one. All that is
 * shown of a proof is read from this one verdict, so that it can't contradict itself. `headers` are those of the bundle's events.
 * Specification, section 9.13.
 */
export async function withKnownTimes(
  verdict: Verdict,
  headers: readonly string[],
  network: NetworkName,
  timesOf: TimesOf,
): Promise<KnownTimes> {
  const covering = verdict.ranges.find(range => range.proven === 'anchored')
  if (covering === undefined) return { verdict, ownBound: null }
  const { to: version, notBefore, block, height, notAfter } = covering
  const events = headers.map(parseHeader)
  const newest = events.slice(0, version).findLast(event => event.block !== null)?.block ?? null
  const own = newest === notBefore?.block ? null : newest

  const wanted = new Set([own, ...verdict.ranges.map(unknownBlock)])
  const blocks = events.flatMap(({ block, recordedAt }) => (block !== null && wanted.delete(block) ? [{ block, recordedAt }] : []))
  if (blocks.length === 0) return { verdict, ownBound: null }
  const times = await timesOf({ blocks, network, anchor: { block, height, time: notAfter.time } })

  const ranges = verdict.ranges.map((range): ProvenRange => {
    const unknown = unknownBlock(range)
    return unknown === null ? range : { ...range, notBefore: { block: unknown, time: times.get(unknown) ?? null } }
  })
  const time = own === null ? undefined : times.get(own)
  return { verdict: { ...verdict, ranges }, ownBound: own === null || time === undefined ? null : { version, block: own, time } }
}

function unknownBlock({ notBefore }: ProvenRange): string | null {
  return notBefore === null || notBefore.time !== null ? null : notBefore.block
}
