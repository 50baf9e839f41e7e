import { describe, expect, test } from 'vitest'
import { grow, ticket } from './samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

export function describeSmallThings(open: OpenStore): void {
  describe('small things', () => {
    const t = eachWithStore(open)

    describe('snapshots', () => {
      test('are the last one saved, for each aggregate', async () => {
        const snapshot = { version: 3, hash: 'b'.repeat(64), machine: 2, state: '{"a":[1,"ü"]}' }
        expect(await t.store.snapshot(ticket(1))).toBeNull()
        await t.store.saveSnapshot(ticket(1), { ...snapshot, version: 2 })
        await t.store.saveSnapshot(ticket(1), snapshot)
        expect(await t.store.snapshot(ticket(1))).toEqual(snapshot)
        expect(await t.store.snapshot({ type: 'user', id: ticket(1).id })).toBeNull()
      })
    })

    describe('numbers', () => {
      test('begin with 1, and are given out once each, however many ask at once', async () => {
        const numbers = await Promise.all(Array.from({ length: 50 }, () => t.store.nextNumber()))
        expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
      })

      test('are told, and can be skipped, but never go back', async () => {
        expect(await t.store.lastNumber()).toBe(0)
        await t.store.skipNumbers(7)
        expect(await t.store.lastNumber()).toBe(7)
        expect(await t.store.nextNumber()).toBe(8)
        await t.store.skipNumbers(3)
        expect(await t.store.nextNumber()).toBe(9)
        expect(await t.store.lastNumber()).toBe(9)
      })

      test('go on where they were when the store is opened again', async () => {
        const { reopen } = t.opened
        if (reopen === undefined) return
        await t.store.nextNumber()
        const again = await reopen()
        expect(await again.nextNumber()).toBe(2)
      })
    })

    describe('settings', () => {
      test('keep the first value, and tell it to everybody who tries another at once', async () => {
        expect(await t.store.setting('origin')).toBeNull()
        const values = await Promise.all(Array.from({ length: 10 }, (_, i) => t.store.settleSetting('origin', `value ${i}`)))
        expect(new Set(values).size).toBe(1)
        expect(await t.store.setting('origin')).toBe(values[0])
        expect(await t.store.settleSetting('other', 'x')).toBe('x')
        expect(await t.store.setting('origin')).toBe(values[0])
      })

      test('and notes are listed by their names', async () => {
        expect([await t.store.settings(), await t.store.notes()]).toEqual([[], []])
        await t.store.settleSetting('origin', 'a')
        await t.store.settleSetting('key', 'b')
        await t.store.note('status', 'c')
        await t.store.note('a', 'd')
        await t.store.note('status', 'e')
        expect(await t.store.settings()).toEqual([
          { name: 'key', text: 'b' },
          { name: 'origin', text: 'a' },
        ])
        expect(await t.store.notes()).toEqual([
          { name: 'a', text: 'd' },
          { name: 'status', text: 'e' },
        ])
      })

      test('are those that were settled, and nothing that the store keeps for itself', async () => {
        await grow(t.store, ticket(1))
        await t.store.erase(ticket(1), 1)
        expect(await t.store.settings()).toEqual([])
      })
    })
  })
}
