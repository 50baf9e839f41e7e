import { describe, expect, test } from 'vitest'
import { MAP_NODE_BYTES } from '../../core/proof/map/node.ts'
import { MissingNode } from '../../server/store/errors.ts'
import { epoch, hashesOf, mapNode, nodesOf, packed } from './proof-samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

export function describeMapNodes(open: OpenStore): void {
  describe('nodes of the map', () => {
    const t = eachWithStore(open)
    const read = (...ids: readonly number[]) => t.store.proofs.mapNodes(hashesOf(...ids))

    test('come in the order they are asked for, each as often as it is asked for', async () => {
      await t.store.proofs.putMapNodes(nodesOf(1, 2, 3, 4))
      expect(await read(3, 1, 3)).toEqual(nodesOf(3, 1, 3))
      expect(await read(2)).toEqual(nodesOf(2))
      expect(await read()).toEqual(new Uint8Array())
    })

    test('stay what they were when they are put again, alone or beside new ones', async () => {
      await t.store.proofs.putMapNodes(nodesOf(1, 2))
      await t.store.proofs.putMapNodes(nodesOf(1, 2))
      await t.store.proofs.putMapNodes(nodesOf(2, 3, 3, 1))
      await t.store.proofs.putMapNodes(new Uint8Array())
      expect(await read(1, 2, 3)).toEqual(nodesOf(1, 2, 3))
      const forged = mapNode(2).fill(0, 32)
      await t.store.proofs.putMapNodes(forged)
      expect(await read(2)).toEqual(nodesOf(2))
    })

    test('that are missing are named, and nothing is answered in their place', async () => {
      await t.store.proofs.putMapNodes(nodesOf(1, 3))
      const error = await read(1, 2, 3).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(MissingNode)
      expect(error).toMatchObject({ hash: Buffer.from(hashesOf(2)).toString('hex') })
      await expect(read(9)).rejects.toBeInstanceOf(MissingNode)
    })

    test('are copied: what is done to the bytes afterwards, or before to what lies beside them, changes nothing', async () => {
      const around = packed([mapNode(7), mapNode(8), mapNode(9)])
      const view = around.subarray(MAP_NODE_BYTES, 2 * MAP_NODE_BYTES)
      await t.store.proofs.putMapNodes(view)
      expect(around).toEqual(packed([mapNode(7), mapNode(8), mapNode(9)]))
      around.fill(0)
      const answer = await read(8)
      expect(answer).toEqual(nodesOf(8))
      answer.fill(0)
      expect(await read(8)).toEqual(nodesOf(8))
      await expect(read(7)).rejects.toBeInstanceOf(MissingNode)
    })

    test('can be many at once', async () => {
      const ids = Array.from({ length: 9001 }, (_, i) => i)
      await t.store.proofs.putMapNodes(nodesOf(...ids))
      const backwards = ids.toReversed()
      expect(Buffer.from(await read(...backwards)).equals(nodesOf(...backwards))).toBe(true)
      await expect(read(...ids, 9001)).rejects.toMatchObject({ hash: Buffer.from(hashesOf(9001)).toString('hex') })
    })
  })

  describe('pruning', () => {
    const t = eachWithStore(open)
    const make = async (index: number, ...stale: readonly number[]) => {
      await t.store.proofs.stage({ index, attempt: `attempt ${index}`, heads: [], stale: hashesOf(...stale) })
      expect(await t.store.proofs.commitEpoch(epoch(index))).toBe(true)
    }
    const isThere = async (id: number) =>
      t.store.proofs.mapNodes(hashesOf(id)).then(
        () => true,
        (error: unknown) => !(error instanceof MissingNode),
      )
    const present = async (...ids: readonly number[]) => {
      const found: number[] = []
      for (const id of ids) if (await isThere(id)) found.push(id)
      return found
    }

    test('drops what became stale up to an epoch, and nothing that a later map, the newest or no map holds', async () => {
      await t.store.proofs.putMapNodes(nodesOf(1, 2, 3, 4, 5, 6))
      await make(0)
      await make(1, 1, 2)
      await make(2, 3)
      await make(3, 4)
      expect(await t.store.proofs.pruneMap(0, 100)).toBe(0)
      expect(await t.store.proofs.pruneMap(2, 100)).toBe(3)
      expect(await present(1, 2, 3, 4, 5, 6)).toEqual([4, 5, 6])
      expect(await t.store.proofs.pruneMap(2, 100)).toBe(0)
      expect(await t.store.proofs.pruneMap(3, 100)).toBe(1)
      expect(await present(4, 5, 6)).toEqual([5, 6])
    })

    test('never looks beyond the newest epoch, whatever is asked', async () => {
      await t.store.proofs.putMapNodes(nodesOf(1, 2))
      await make(0)
      await t.store.proofs.stage({ index: 1, attempt: 'attempt 1', heads: [], stale: hashesOf(1) })
      expect(await t.store.proofs.pruneMap(1, 100)).toBe(0)
      expect(await t.store.proofs.pruneMap(1000, 100)).toBe(0)
      expect(await present(1, 2)).toEqual([1, 2])
    })

    test('goes on where a limit ended it, also within the stale nodes of one epoch', async () => {
      const ids = Array.from({ length: 25 }, (_, i) => i)
      await t.store.proofs.putMapNodes(nodesOf(...ids))
      await make(0)
      await make(1, ...ids.slice(0, 12))
      await t.store.proofs.stage({ index: 2, attempt: 'attempt 2', heads: [], stale: hashesOf(...ids.slice(12, 16)) })
      await make(2, ...ids.slice(16, 24))
      const counts: number[] = []
      for (let dropped = 10; dropped === 10; ) {
        dropped = await t.store.proofs.pruneMap(2, 10)
        counts.push(dropped)
      }
      expect(counts).toEqual([10, 10, 4])
      expect(await present(...ids)).toEqual([24])
    })

    test('counts the nodes that it drops: what isn’t there any more is passed over', async () => {
      await t.store.proofs.putMapNodes(nodesOf(1, 2, 3))
      await make(0)
      await make(1, 50, 1, 51, 1, 2)
      await make(2, 52, 3)
      expect(await t.store.proofs.pruneMap(2, 3)).toBe(3)
      expect(await t.store.proofs.pruneMap(2, 3)).toBe(0)
    })
  })
}
