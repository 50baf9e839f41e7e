import type { AnchorRow } from '../../../core/anchor/row.ts'
import { anchorRow as preparedRow } from '../../contract/samples.ts'

/** Anchor `n` of a line, in a block. */
export function anchorRow(n: number, other: Partial<AnchorRow> = {}): AnchorRow {
  return preparedRow(n, {
    state: 'mined',
    publishedAt: '2026-11-23T09:00:01.000Z',
    minedAt: '2026-11-23T09:00:02.000Z',
    height: 100 + n,
    block: 'b'.repeat(64),
    header: '00',
    path: '00',
    version: 3,
    preparedAt: '2026-11-23T09:00:00.000Z',
    updatedAt: '2026-11-23T09:00:02.000Z',
    ...other,
  })
}
