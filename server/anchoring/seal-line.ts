import type { AnchorRow } from '../../core/anchor/row.ts'
import { parseOutpoint, sealOf } from '../../core/proof/bitcoin/outpoint.ts'
import type { Store } from '../store/store.ts'
import { anchorId } from './line.ts'

/** Anchors that are read at once: some hundred kilobytes. */
const PAGE = 200
/** Among the newest rows is the end of the line, also where some of them are no part of it. */
const NEWEST = 10

type Reads = { readonly readModels: Pick<Store['readModels'], 'anchors' | 'anchorLine' | 'listAnchors'> }

/** A seal (`txid:vout`), and the place in the line of the anchor that spends it, or would. */
export type PlacedSeal = { readonly seal: string; readonly sequence: number }

/** Where a seal is in the line: the place after the newest anchor's for one that is unspent. Null where the outpoint is no seal of the line. */
async function placeOfSeal({ readModels }: Reads, origin: string, seal: string, genesisSeal: string): Promise<PlacedSeal | null> {
  if (seal === genesisSeal) return { seal, sequence: 1 }
  const [spending] = await readModels.anchors([anchorId(origin, parseOutpoint(seal))])
  if (spending !== undefined) return { seal, sequence: spending.sequence }
  const { items } = await readModels.listAnchors({ limit: NEWEST, cursor: null })
  const newest = items.find(anchor => sealOf(anchor) === seal)
  return newest === undefined ? null : { seal, sequence: newest.sequence + 1 }
}

/** Where several seals are, in the line's order. Outpoints that are no seals of it are left out. */
export async function placesOfSeals(
  reads: Reads,
  origin: string,
  seals: readonly string[],
  genesisSeal: string,
): Promise<readonly PlacedSeal[]> {
  const places = await Promise.all(seals.map(seal => placeOfSeal(reads, origin, seal, genesisSeal)))
  return places.filter(place => place !== null).sort((a, b) => a.sequence - b.sequence)
}

/**
 * Whether an anchor spends what the one before it leaves. It doesn't where that one's transaction was replaced after all, by another one for
 * the same seal: what was built upon the old one is lost with it.
 */
export async function isInLine({ readModels }: Reads, anchor: AnchorRow): Promise<boolean> {
  if (anchor.sequence === 1) return true
  const before = await readModels.anchorLine(anchor.sequence - 2, NEWEST)
  return before.some(row => row.sequence === anchor.sequence - 1 && sealOf(row) === anchor.seal)
}

/** The line of seals was read while it changed, or it doesn't lead where it should. */
export class BrokenLine extends Error {
  override readonly name = 'BrokenLine'
}

/**
 * The transactions from a seal to an anchor, in hex, in pages: each spends what the one before it leaves, and rows that don't belong to that
 * line are passed over. @throws BrokenLine where it doesn't lead to the anchor
 */
export async function* sealsUpTo({ readModels }: Reads, from: PlacedSeal, anchor: AnchorRow): AsyncGenerator<readonly string[]> {
  let seal = from.seal
  for (let last = from.sequence - 1; last < anchor.sequence - 1; ) {
    const page = await readModels.anchorLine(last, PAGE)
    const transactions: string[] = []
    for (const row of page) {
      if (row.sequence >= anchor.sequence || row.seal !== seal) continue
      transactions.push(row.transaction)
      seal = sealOf(row)
    }
    yield transactions
    const end = page.at(-1)
    if (end === undefined || page.length < PAGE) break
    // There may be another row of the last one's place: that one is looked at again, and passed over then.
    last = end.sequence - 1
  }
  if (seal !== anchor.seal) throw new BrokenLine(`the line doesn’t lead to anchor ${anchor.sequence}`)
  yield [anchor.transaction]
}
