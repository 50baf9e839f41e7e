import { parseHeader } from '../../../core/events/header.ts'
import type { NetworkName } from '../../../core/proof/bundle/trust.ts'
import type { ProvenRange, Verdict } from '../../../core/proof/bundle/verdict.ts'

/** A block that an event of a history names by its hash, and what helps to find it. */
export type NamedBlock = {
  readonly block: string
  /** When the first event that names it was recorded, as that says. */
  readonly recordedAt: string
  readonly network: NetworkName
  /** The block of the anchor that covers the history. */
  readonly anchor: { readonly height: number; readonly time: string }
}

/** A version's own earliest time. A range has that of its first version; a later one was written after the block that it names itself. */
export type OwnBound = { readonly version: number; readonly block: string; readonly time: string }

/**
 * The earliest time of the newest version that an anchor covers, where that is another one than the first version's: the block named by the newest
 * event up to it. Null where there is none, or its time can't be had. Specification, section 9.13.
 */
export async function ownBound(
  { ranges }: Verdict,
  headers: readonly string[],
  network: NetworkName,
  timeOf: (named: NamedBlock) => Promise<string | null>,
): Promise<OwnBound | null> {
  const covering = ranges.find(range => range.proven === 'anchored')
  if (covering === undefined) return null
  const { to: version, notBefore, height, notAfter } = covering
  const events = headers.slice(0, version).map(parseHeader)
  const block = events.findLast(({ block }) => block !== null)?.block ?? null
  const first = events.find(event => event.block === block)
  if (block === null || first === undefined || block === notBefore?.block) return null
  const time = await timeOf({ block, recordedAt: first.recordedAt, network, anchor: { height, time: notAfter.time } })
  return time === null ? null : { version, block, time }
}

/**
 * The verdict with the times of the blocks that its ranges name, where the verifier had no header of them and `timeOf` finds one. All that is
 * shown of a proof is read from this one verdict, so that it can't contradict itself. `headers` are those of the bundle's events.
 */
export async function withKnownTimes(
  verdict: Verdict,
  headers: readonly string[],
  network: NetworkName,
  timeOf: (named: NamedBlock) => Promise<string | null>,
): Promise<Verdict> {
  const covering = verdict.ranges.find(range => range.proven === 'anchored')
  if (covering === undefined) return verdict
  const anchor = { height: covering.height, time: covering.notAfter.time }
  const ranges = await Promise.all(
    verdict.ranges.map(async (range): Promise<ProvenRange> => {
      if (range.notBefore === null || range.notBefore.time !== null) return range
      const { block } = range.notBefore
      const event = headers.map(parseHeader).find(header => header.block === block)
      const time = event === undefined ? null : await timeOf({ block, recordedAt: event.recordedAt, network, anchor })
      return { ...range, notBefore: { block, time } }
    }),
  )
  return { ...verdict, ranges }
}
