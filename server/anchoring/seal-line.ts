import type { AnchorRow } from '../../core/anchor/row.ts'
import type { Store } from '../store/store.ts'

type Reads = { readonly readModels: Pick<Store['readModels'], 'anchorLine'> }

/** Anchors that are read at once. */
const PAGE = 1000

/** The outpoint that an anchor leaves behind for the next one. */
export function nextSeal({ txid }: Pick<AnchorRow, 'txid'>): string {
  return `${txid}:1`
}

/**
 * The place in the line of the anchor that spends a seal, or would: the one after the newest for a seal that is unspent. Null where the
 * outpoint is no seal of the line.
 */
export async function placeOfSeal(store: Reads, seal: string, genesisSeal: string): Promise<number | null> {
  if (seal === genesisSeal) return 1
  for await (const anchor of line(store, 0)) {
    if (anchor.seal === seal) return anchor.sequence
    if (nextSeal(anchor) === seal) return anchor.sequence + 1
  }
  return null
}

/** The transactions from a place in the line up to an anchor, in hex. */
export async function sealsUpTo(store: Reads, from: number, anchor: Pick<AnchorRow, 'sequence'>): Promise<readonly string[]> {
  const seals: string[] = []
  for await (const { sequence, transaction } of line(store, from - 1)) {
    if (sequence > anchor.sequence) break
    seals.push(transaction)
  }
  return seals
}

async function* line({ readModels }: Reads, after: number): AsyncGenerator<AnchorRow> {
  for (let last = after; ; ) {
    const page = await readModels.anchorLine(last, PAGE)
    yield* page
    const end = page.at(-1)
    if (end === undefined) return
    last = end.sequence
  }
}
