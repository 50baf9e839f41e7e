import { describe, expect, test } from 'vitest'
import type { AnchorRow } from '../../core/anchor/row.ts'
import { BadCursor } from '../../server/store/errors.ts'
import { putRows } from '../support/put-rows.ts'
import { anchorRow, hash, uuid } from './samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

export function describeAnchors(open: OpenStore): void {
  describe('anchors', () => {
    const t = eachWithStore(open)
    const apply = (...anchors: readonly AnchorRow[]) => putRows(t.store.readModels, { anchors, cursor: '0000000000000007' })
    const list = async (limit: number) => {
      const places: number[][] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof t.store.readModels.listAnchors>> = await t.store.readModels.listAnchors({ limit, cursor })
        places.push(page.items.map(({ sequence }) => sequence))
        cursor = page.next
      } while (cursor !== null)
      return places
    }

    test('are kept whole, and a newer row takes the place of the one with its id', async () => {
      const mined = anchorRow(1, {
        state: 'mined',
        minedAt: '2024-05-01T10:20:00.000Z',
        height: 840_000,
        block: hash(9),
        header: '00'.repeat(80),
        path: 'fe'.repeat(300),
        reason: null,
        version: 4,
      })
      await apply(anchorRow(1), anchorRow(2, { state: 'rejected', reason: 'conflict' }))
      await apply(mined)
      expect(await t.store.readModels.anchors([uuid(2), uuid(9), uuid(1)])).toEqual([
        anchorRow(2, { state: 'rejected', reason: 'conflict' }),
        mined,
      ])
      expect(await list(10)).toEqual([[2, 1]])
    })

    test('are listed newest first, by numbers and not by their digits, page by page', async () => {
      // Their ids are in another order than their places.
      await apply(...Array.from({ length: 11 }, (_, i) => anchorRow(i + 1, { id: uuid(100 - i) })))
      expect(await list(4)).toEqual([
        [11, 10, 9, 8],
        [7, 6, 5, 4],
        [3, 2, 1],
      ])
      expect(await list(11)).toEqual([[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]])
    })

    test('two of one place in the line are both listed, across pages too', async () => {
      await apply(anchorRow(1), anchorRow(2, { id: uuid(20) }), anchorRow(2, { id: uuid(21) }), anchorRow(3))
      for (const limit of [1, 2, 3]) expect((await list(limit)).flat()).toEqual([3, 2, 2, 1])
    })

    test('are read along the line after a place', async () => {
      await apply(...[12, 3, 2, 1, 4].map(n => anchorRow(n)))
      const line = async (after: number, limit: number) =>
        (await t.store.readModels.anchorLine(after, limit)).map(({ sequence }) => sequence)
      expect(await line(0, 1000)).toEqual([1, 2, 3, 4, 12])
      expect(await line(1, 2)).toEqual([2, 3])
      expect(await line(4, 10)).toEqual([12])
      expect(await line(12, 10)).toEqual([])
      const { sequence, seal, txid, transaction } = anchorRow(3)
      expect(await t.store.readModels.anchorLine(2, 1)).toEqual([{ sequence, seal, txid, transaction }])
    })

    test('of them, the first in a block that holds an epoch is found, from any place in the line on', async () => {
      const sizes = [3, 4, 10, 12, 12, 30]
      await apply(
        ...sizes.map((size, i) => anchorRow(i + 1, { size, state: i === 0 ? 'final' : 'mined', id: uuid(50 - i) })),
        // What no block holds doesn't count, wherever it is in the line.
        anchorRow(3, { size: 7, id: uuid(60), state: 'published' }),
        anchorRow(7, { size: 31, state: 'prepared' }),
        anchorRow(8, { size: 32, state: 'rejected' }),
      )
      const found = async (epoch: number, from: number) => (await t.store.readModels.anchorCovering(epoch, from))?.sequence ?? null
      const firsts = [0, 2, 3, 4, 9, 10, 11, 29].map(epoch => found(epoch, 1))
      expect(await Promise.all(firsts)).toEqual([1, 1, 2, 3, 3, 4, 4, 6])
      expect(await Promise.all([30, 31, 1000].map(epoch => found(epoch, 1)))).toEqual([null, null, null])
      expect(await Promise.all([0, 2, 4, 5, 6, 7].map(from => found(3, from)))).toEqual([2, 2, 4, 5, 6, null])
      expect(await t.store.readModels.anchorCovering(0, 1)).toEqual(anchorRow(1, { size: 3, state: 'final', id: uuid(50) }))
      // A block can be taken back.
      await apply(anchorRow(6, { size: 30, state: 'published', id: uuid(45) }))
      expect(await found(12, 1)).toBeNull()
    })

    test('are gone when the read models are cleared', async () => {
      await apply(anchorRow(1, { state: 'final' }))
      await t.store.readModels.clear()
      expect(await t.store.readModels.anchors([uuid(1)])).toEqual([])
      expect(await list(10)).toEqual([[]])
      expect(await t.store.readModels.anchorLine(0, 10)).toEqual([])
      expect(await t.store.readModels.anchorCovering(0, 1)).toBeNull()
    })

    test('show the length of their transaction in the table, and not its bytes', async () => {
      const row = anchorRow(1, { transaction: 'ab'.repeat(700), header: 'cd'.repeat(80), path: 'ef'.repeat(500) })
      await apply(row)
      const { columns, rows, total } = await t.store.readModels.table('anchors', { limit: 10, cursor: null })
      expect(total).toBe(1)
      expect(rows[0]?.[columns.indexOf('bytes')]).toBe(700)
      expect(JSON.stringify(rows)).not.toMatch(/(?:ab|cd|ef){40}/)
      expect(rows[0]?.[columns.indexOf('txid')]).toBe(row.txid)
    })

    test('refuse cursors that they never gave out', async () => {
      for (const cursor of ['', 'x', '1', `1_${uuid(1)}x`, `-1_${uuid(1)}`, `1.5_${uuid(1)}`, "1_' OR 1=1"]) {
        await expect(t.store.readModels.listAnchors({ limit: 5, cursor }), cursor).rejects.toBeInstanceOf(BadCursor)
        await expect(t.store.readModels.table('anchors', { limit: 5, cursor }), cursor).rejects.toBeInstanceOf(BadCursor)
      }
    })
  })
}
