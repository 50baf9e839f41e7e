import type { BlockHeaders } from '../store/proofs.ts'
import type { BlockReads } from '../store/store-reads.ts'
import type { AfterStep } from './step.ts'

/** As many as can be asked for. */
const PAGE = 2000

/** The newest headers of an earlier run are copied again: the network may have gone another way since. No change of its chain is so deep. */
const AGAIN = 100

/** Copies the block headers that the target hasn't yet. */
export async function copyBlockHeaders(
  { blocks: source }: { readonly blocks: BlockReads },
  { blocks: target }: { readonly blocks: BlockHeaders },
  onHeaders: AfterStep,
): Promise<void> {
  const tip = await target.tip()
  for (let from = tip === null ? 0 : Math.max(0, tip.height + 1 - AGAIN); ; ) {
    const headers = await source.from(from, PAGE)
    const last = headers.at(-1)
    if (last === undefined) return
    await target.replace(headers)
    await onHeaders(headers.length)
    from = last.height + 1
  }
}
