import type { AnchorRow } from '../../../core/anchor/row.ts'
import { anchorId } from '../../../server/anchoring/line.ts'
import type { Store } from '../../../server/store/store.ts'
import { anchorRow, hash, ORIGIN } from '../../contract/samples.ts'
import { putRows } from '../../support/put-rows.ts'

export const GENESIS = `${hash(0)}:1`

/** The n-th anchor of a line; its id follows from the seal that it spends. It carries the log of n epochs. */
export function link(n: number, changes: Partial<AnchorRow> = {}): AnchorRow {
  const row = anchorRow(n, { seal: n === 1 ? GENESIS : sealAfter(n - 1), ...changes })
  const [txid = '', vout] = row.seal.split(':')
  return { ...row, id: anchorId(ORIGIN, { txid, vout: Number(vout) }) }
}

export function inBlock(n: number, state: 'mined' | 'final' = 'mined', height = n): AnchorRow {
  const block = { height, block: hash(100 + height), header: 'ab'.repeat(80), path: 'cd'.repeat(40) }
  return link(n, { state, ...block, transaction: n.toString(16).padStart(4, '0') })
}

/** The seal that the n-th anchor leaves. */
export function sealAfter(n: number): string {
  return `${hash(n)}:1`
}

/** Rows as the projector would keep them, beside all that has happened so far. */
export async function keepAnchors(store: Store, ...anchors: readonly AnchorRow[]): Promise<void> {
  const cursor = (await store.newest()) ?? '0'
  await putRows(store.readModels, { anchors, cursor })
}
