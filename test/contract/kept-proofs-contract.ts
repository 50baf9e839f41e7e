import { describe, expect, test } from 'vitest'
import type { KeptProof } from '../../server/store/proofs.ts'
import { hashesOf } from './proof-samples.ts'
import { collect, commitAfter, grow, ticket } from './samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

export function describeKeptProofs(open: OpenStore): void {
  describe('kept proofs', () => {
    const t = eachWithStore(open)
    const kept = (n: number) => t.store.proofs.keptProof(ticket(n))
    const withEvents = async (...tickets: readonly number[]) => {
      for (const n of tickets) await grow(t.store, ticket(n))
    }

    test('are none at first, and of each aggregate exactly what was kept, of whatever length', async () => {
      await withEvents(1, 2, 3)
      expect(await kept(1)).toBeNull()
      const proofs = [
        { ...proof(7, 1, 1, 2, 3), aggregate: ticket(1) },
        { ...proof(9, 4), aggregate: ticket(2) },
      ]
      await t.store.proofs.keepProofs(proofs)
      expect(await kept(1)).toEqual(proof(7, 1, 1, 2, 3))
      expect(await kept(2)).toEqual(proof(9, 4))
      expect(await kept(3)).toBeNull()
      expect(await t.store.proofs.keptProof({ type: 'user', id: ticket(1).id })).toBeNull()
    })

    test('are listed, however many there are, each once', async () => {
      expect(await collect(t.store.proofs.keptProofs())).toEqual([])
      const tickets = Array.from({ length: 1200 }, (_, i) => i)
      await t.store.appendAll(tickets.map(n => commitAfter(ticket(n), null)))
      const proofs = tickets
        .filter(n => n % 7 > 0)
        .map(n => ({ ...proof(n, 1, ...Array.from({ length: n % 3 }, (_, i) => i)), aggregate: ticket(n) }))
      await t.store.proofs.keepProofs(proofs)
      const listed = await collect(t.store.proofs.keptProofs())
      expect([...listed].sort((a, b) => a.epoch - b.epoch)).toEqual(proofs)
    })

    test('may be of no siblings at all, as where a map holds one head', async () => {
      await withEvents(1)
      await t.store.proofs.keepProofs([{ ...proof(0, 1), aggregate: ticket(1) }])
      expect(await kept(1)).toEqual({ epoch: 0, version: 1, siblings: new Uint8Array() })
      await t.store.proofs.keepProofs([])
      expect(await kept(1)).toEqual(proof(0, 1))
    })

    test('give way to those of a higher version alone: of one version the first stays', async () => {
      await withEvents(1, 2)
      await t.store.proofs.keepProofs([{ ...proof(5, 2, 1), aggregate: ticket(1) }])
      await t.store.proofs.keepProofs([
        { ...proof(8, 2, 2), aggregate: ticket(1) },
        { ...proof(8, 1, 3), aggregate: ticket(2) },
      ])
      expect(await kept(1)).toEqual(proof(5, 2, 1))
      await t.store.proofs.keepProofs([{ ...proof(4, 1, 4), aggregate: ticket(1) }])
      expect(await kept(1)).toEqual(proof(5, 2, 1))
      await t.store.proofs.keepProofs([{ ...proof(9, 3, 5, 6), aggregate: ticket(1) }])
      expect(await kept(1)).toEqual(proof(9, 3, 5, 6))
      expect(await kept(2)).toEqual(proof(8, 1, 3))
    })

    test('are copied: what is done to the bytes afterwards changes nothing', async () => {
      await withEvents(1)
      const given = { ...proof(5, 1, 1, 2), aggregate: ticket(1) }
      await t.store.proofs.keepProofs([given])
      given.siblings.fill(0)
      const answer = await kept(1)
      expect(answer).toEqual(proof(5, 1, 1, 2))
      answer?.siblings.fill(0)
      expect(await kept(1)).toEqual(proof(5, 1, 1, 2))
    })

    test('can be many at once, each with its own siblings', async () => {
      const numbers = Array.from({ length: 1203 }, (_, n) => n)
      await Promise.all(numbers.map(n => grow(t.store, ticket(n))))
      const proofOf = (n: number) => proof(n, n + 1, ...numbers.slice(0, n % 5).map(place => n + place))
      await t.store.proofs.keepProofs(numbers.map(n => ({ ...proofOf(n), aggregate: ticket(n) })))
      for (const n of numbers) expect(await kept(n)).toEqual(proofOf(n))
    })

    test('are still there when the store is opened again', async () => {
      const { reopen } = t.opened
      if (reopen === undefined) return
      await withEvents(1)
      await t.store.proofs.keepProofs([{ ...proof(3, 1, 9), aggregate: ticket(1) }])
      const { proofs } = await reopen()
      expect(await proofs.keptProof(ticket(1))).toEqual(proof(3, 1, 9))
    })
  })
}

/** The store doesn't look into siblings. */
function proof(epoch: number, version: number, ...siblings: readonly number[]): KeptProof {
  return { epoch, version, siblings: hashesOf(...siblings) }
}
