import type { AnchorRow } from '../../../core/anchor/row.ts'

/** Anchor `n` of a line, in a block. */
export function anchorRow(n: number, other: Partial<AnchorRow> = {}): AnchorRow {
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    sequence: n,
    state: 'mined',
    seal: `${'0'.repeat(64)}:1`,
    txid: 'a'.repeat(64),
    transaction: '00',
    size: n,
    root: 'e'.repeat(64),
    fee: 30,
    value: 9000,
    preparedAt: '2026-11-23T09:00:00.000Z',
    publishedAt: '2026-11-23T09:00:01.000Z',
    minedAt: '2026-11-23T09:00:02.000Z',
    finalAt: null,
    height: 100 + n,
    block: 'b'.repeat(64),
    header: '00',
    path: '00',
    reason: null,
    attempts: 1,
    version: 3,
    updatedAt: '2026-11-23T09:00:02.000Z',
    ...other,
  }
}
