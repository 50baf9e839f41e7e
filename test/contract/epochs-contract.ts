import { describe, expect, test } from 'vitest'
import type { HeadInMap, MappedHead } from '../../server/store/proofs.ts'
import { epoch, hashesOf, mappedHead, nodesOf } from './proof-samples.ts'
import { collect, grow, hash, ticket } from './samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

export function describeEpochs(open: OpenStore): void {
  describe('epochs', () => {
    const t = eachWithStore(open)
    const stage = (index: number, attempt: string, heads: readonly MappedHead[], stale: Uint8Array = new Uint8Array()) =>
      t.store.proofs.stage({ index, attempt, heads, stale })
    const make = async (index: number, heads: readonly MappedHead[], stale?: Uint8Array) => {
      await stage(index, `attempt ${index}`, heads, stale)
      expect(await t.store.proofs.commitEpoch(epoch(index))).toBe(true)
    }
    const headsAt = (index: number, ...tickets: readonly number[]) => t.store.proofs.headsAt(tickets.map(ticket), index)
    const changed = (index: number) => collect(t.store.proofs.changedHeads(index))
    const withEvents = async (...tickets: readonly number[]) => {
      for (const n of tickets) await grow(t.store, ticket(n))
    }

    test('are none at first', async () => {
      expect(await t.store.proofs.newestEpoch()).toBeNull()
      expect(await t.store.proofs.epoch(0)).toBeNull()
      expect(await t.store.proofs.epochs(0, 10)).toEqual([])
      expect(await changed(0)).toEqual([])
      expect(await headsAt(0, 1)).toEqual([null])
      expect(await t.store.proofs.pruneMap(0, 10)).toBe(0)
    })

    test('are kept exactly, and listed in order from an index on', async () => {
      const exact = epoch(0, { record: 'sealdesk/epoch/v1\nstore.test\n…\n', checkpoint: 'a\n\n— ü 🦭 =\n', completed: [hash(1), hash(2)] })
      expect(await t.store.proofs.commitEpoch(exact)).toBe(true)
      for (const index of [1, 2, 3]) await make(index, [])
      expect(await t.store.proofs.epoch(0)).toEqual(exact)
      expect(await t.store.proofs.newestEpoch()).toEqual(epoch(3))
      expect(await t.store.proofs.epochs(1, 2)).toEqual([epoch(1), epoch(2)])
      expect(await t.store.proofs.epochs(2, 1000)).toEqual([epoch(2), epoch(3)])
      expect(await t.store.proofs.epochs(4, 1000)).toEqual([])
      expect(await t.store.proofs.epoch(4)).toBeNull()
    })

    test('follow each other without a gap, and none takes the place of another', async () => {
      await withEvents(1)
      expect(await t.store.proofs.commitEpoch(epoch(1))).toBe(false)
      await make(0, [])
      await stage(0, 'late', [mappedHead(1, 1)])
      expect(await t.store.proofs.commitEpoch(epoch(0, { attempt: 'late', record: 'another' }))).toBe(false)
      expect(await t.store.proofs.commitEpoch(epoch(2))).toBe(false)
      expect(await t.store.proofs.newestEpoch()).toEqual(epoch(0))
      expect(await headsAt(5, 1)).toEqual([null])
    })

    test('are made by one of several who try at the same moment', async () => {
      await withEvents(1)
      const attempts = ['a', 'b', 'c', 'd']
      for (const [i, attempt] of attempts.entries()) await stage(0, attempt, [mappedHead(1, i + 1)])
      const results = await Promise.all(attempts.map(attempt => t.store.proofs.commitEpoch(epoch(0, { attempt }))))
      expect(results.filter(made => made)).toHaveLength(1)
      const winner = results.indexOf(true)
      expect(await t.store.proofs.newestEpoch()).toEqual(epoch(0, { attempt: attempts[winner] ?? '' }))
      expect(await changed(0)).toEqual([mappedHead(1, winner + 1)])
    })

    test('take what their own attempt has staged, and nothing that another has', async () => {
      await withEvents(1, 2, 3)
      await t.store.proofs.putMapNodes(nodesOf(1, 2, 3))
      await stage(0, 'broken off', [mappedHead(1, 1), mappedHead(2, 1)], hashesOf(1))
      await stage(0, 'good', [mappedHead(1, 2)], hashesOf(2))
      await stage(0, 'broken off', [mappedHead(3, 1)])
      expect(await headsAt(0, 1, 2, 3)).toEqual([null, null, null])
      expect(await t.store.proofs.commitEpoch(epoch(0, { attempt: 'good' }))).toBe(true)
      // The name of an attempt at another epoch means nothing for this one.
      await stage(1, 'good', [mappedHead(3, 1)])
      await make(1, [])
      for (const index of [0, 1]) expect(await headsAt(index, 1, 2, 3)).toEqual([headOf(1, 2, 0), null, null])
      expect(await changed(0)).toEqual([mappedHead(1, 2)])
      expect(await changed(1)).toEqual([])
      expect(await t.store.proofs.pruneMap(1, 10)).toBe(1)
      expect(await t.store.proofs.mapNodes(hashesOf(1, 3))).toEqual(nodesOf(1, 3))
    })

    test('show nothing of what is staged before they are made', async () => {
      await withEvents(1)
      await make(0, [mappedHead(1, 1)])
      await stage(1, 'attempt 1', [mappedHead(1, 2)])
      for (const index of [0, 1, 9]) expect(await headsAt(index, 1)).toEqual([headOf(1, 1, 0)])
      expect(await changed(1)).toEqual([])
      expect(await t.store.proofs.commitEpoch(epoch(1))).toBe(true)
      expect(await headsAt(1, 1)).toEqual([headOf(1, 2, 1)])
    })

    test('are not changed by a part that is staged too late', async () => {
      await withEvents(1, 2)
      await t.store.proofs.putMapNodes(nodesOf(1))
      await make(0, [mappedHead(1, 1)])
      await stage(0, 'attempt 0', [mappedHead(1, 5), mappedHead(2, 1)], hashesOf(1))
      await make(1, [])
      expect(await changed(0)).toEqual([mappedHead(1, 1)])
      expect(await headsAt(1, 1, 2)).toEqual([headOf(1, 1, 0), null])
      expect(await t.store.proofs.pruneMap(1, 10)).toBe(0)
    })

    test('take the later head of an aggregate that was staged twice, in whichever part it stood', async () => {
      await withEvents(1, 2)
      await stage(0, 'attempt 0', [mappedHead(1, 1), mappedHead(2, 4)])
      await stage(0, 'attempt 0', [mappedHead(1, 3), mappedHead(2, 2)])
      await make(0, [mappedHead(1, 2)])
      expect(await headsAt(0, 1, 2)).toEqual([headOf(1, 3, 0), headOf(2, 4, 0)])
      expect((await changed(0)).toSorted(byId)).toEqual([mappedHead(1, 3), mappedHead(2, 4)])
    })

    test('give each aggregate the head it had in their map, and the epoch that brought it there, also where they didn’t change it', async () => {
      await withEvents(1, 2, 3)
      await make(0, [mappedHead(1, 1), mappedHead(2, 1)])
      await make(1, [mappedHead(1, 2)])
      await make(2, [])
      await make(3, [mappedHead(3, 1), mappedHead(1, 7)])
      expect(await headsAt(0, 1, 2, 3)).toEqual([headOf(1, 1, 0), headOf(2, 1, 0), null])
      expect(await headsAt(1, 3, 1, 2, 1)).toEqual([null, headOf(1, 2, 1), headOf(2, 1, 0), headOf(1, 2, 1)])
      expect(await headsAt(2, 1, 2, 3)).toEqual([headOf(1, 2, 1), headOf(2, 1, 0), null])
      expect(await headsAt(3, 1, 2, 3)).toEqual([headOf(1, 7, 3), headOf(2, 1, 0), headOf(3, 1, 3)])
      expect(await headsAt(3)).toEqual([])
      // An aggregate is its type and its id.
      const { id } = ticket(1)
      const unknown = [{ type: 'user', id }, ticket(99)] as const
      expect(await t.store.proofs.headsAt(unknown, 3)).toEqual([null, null])
    })

    test('can be of many heads, whose pages hold each once, in an order that stays', async () => {
      const numbers = Array.from({ length: 1203 }, (_, i) => i)
      await Promise.all(numbers.map(n => grow(t.store, ticket(n))))
      const heads = numbers.map(n => mappedHead(n, 1))
      await stage(0, 'attempt 0', heads.slice(0, 700))
      await make(0, heads.slice(700))
      await make(1, [mappedHead(5, 2)])
      const read = await changed(0)
      expect(read.toSorted(byId)).toEqual(heads)
      expect(await changed(0)).toEqual(read)
      for await (const page of t.store.proofs.changedHeads(0)) expect(page.length).toBeGreaterThan(0)
      const expected = numbers.map(n => (n === 5 ? headOf(5, 2, 1) : headOf(n, 1, 0)))
      expect(await headsAt(1, ...numbers)).toEqual(expected)
    })

    test('are still there when the store is opened again, with all that belongs to them, and without what wasn’t committed', async () => {
      const { reopen } = t.opened
      if (reopen === undefined) return
      await withEvents(1, 2)
      await t.store.proofs.putMapNodes(nodesOf(1, 2))
      await make(0, [mappedHead(1, 1)], hashesOf(1))
      await stage(1, 'broken off', [mappedHead(2, 1)], hashesOf(2))
      const { proofs } = await reopen()
      expect(await proofs.newestEpoch()).toEqual(epoch(0))
      await proofs.stage({ index: 1, attempt: 'again', heads: [mappedHead(1, 2)], stale: new Uint8Array() })
      expect(await proofs.commitEpoch(epoch(1, { attempt: 'again' }))).toBe(true)
      expect(await proofs.headsAt([ticket(1), ticket(2)], 1)).toEqual([headOf(1, 2, 1), null])
      expect(await proofs.pruneMap(1, 10)).toBe(1)
      expect(await proofs.mapNodes(hashesOf(2))).toEqual(nodesOf(2))
    })
  })
}

function headOf(n: number, version: number, epoch: number): HeadInMap {
  const { aggregate: _, ...head } = mappedHead(n, version)
  return { ...head, epoch }
}

function byId(a: MappedHead, b: MappedHead): number {
  return a.aggregate.id < b.aggregate.id ? -1 : 1
}
