import { describe, expect, test } from 'vitest'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

const NOW = 1_700_000_000_000

export function describeLeases(open: OpenStore): void {
  describe('leases', () => {
    const t = eachWithStore(open)

    test('are given to one of several who ask at once', async () => {
      const holders = Array.from({ length: 20 }, (_, i) => `holder ${i}`)
      const granted = await Promise.all(holders.map(holder => t.store.lease('epochs', holder, NOW, 1000)))
      expect(granted.filter(isGranted => isGranted)).toHaveLength(1)
      const winner = holders[granted.indexOf(true)] ?? ''
      for (const holder of holders) expect(await t.store.lease('epochs', holder, NOW + 500, 1000)).toBe(holder === winner)
    })

    test('last until their time is over, and not a millisecond longer', async () => {
      expect(await t.store.lease('epochs', 'a', NOW, 1000)).toBe(true)
      expect(await t.store.lease('epochs', 'b', NOW + 999, 1000)).toBe(false)
      expect(await t.store.lease('epochs', 'b', NOW + 1000, 1000)).toBe(true)
      expect(await t.store.lease('epochs', 'a', NOW + 1999, 1000)).toBe(false)
    })

    test('are prolonged by their holder from then on, also one that has run out', async () => {
      await t.store.lease('epochs', 'a', NOW, 1000)
      expect(await t.store.lease('epochs', 'a', NOW + 800, 1000)).toBe(true)
      expect(await t.store.lease('epochs', 'b', NOW + 1700, 1000)).toBe(false)
      expect(await t.store.lease('epochs', 'a', NOW + 5000, 1000)).toBe(true)
      expect(await t.store.lease('epochs', 'b', NOW + 5999, 1000)).toBe(false)
    })

    test('are given to one of several also when one has run out', async () => {
      await t.store.lease('epochs', 'gone', NOW, 1000)
      const granted = await Promise.all(['a', 'b', 'c', 'd'].map(holder => t.store.lease('epochs', holder, NOW + 2000, 1000)))
      expect(granted.filter(isGranted => isGranted)).toHaveLength(1)
    })

    test('are given back by their holder alone', async () => {
      await t.store.lease('epochs', 'a', NOW, 1000)
      await t.store.endLease('epochs', 'b')
      expect(await t.store.lease('epochs', 'b', NOW, 1000)).toBe(false)
      await t.store.endLease('epochs', 'a')
      await t.store.endLease('epochs', 'a')
      expect(await t.store.lease('epochs', 'b', NOW, 1000)).toBe(true)
    })

    test('are seen by those who don’t ask for them', async () => {
      expect(await t.store.isLeased('epochs', NOW)).toBe(false)
      await t.store.lease('epochs', 'a', NOW, 1000)
      expect(await t.store.isLeased('epochs', NOW + 999)).toBe(true)
      expect(await t.store.isLeased('epochs', NOW + 1000)).toBe(false)
      expect(await t.store.isLeased('anchors', NOW)).toBe(false)
      await t.store.endLease('epochs', 'a')
      expect(await t.store.isLeased('epochs', NOW)).toBe(false)
    })

    test('of different names know nothing of each other', async () => {
      expect(await t.store.lease('epochs', 'a', NOW, 1000)).toBe(true)
      expect(await t.store.lease('anchors', 'b', NOW, 1000)).toBe(true)
      await t.store.endLease('anchors', 'b')
      expect(await t.store.lease('epochs', 'b', NOW, 1000)).toBe(false)
    })

    test('outlive the process that holds them', async () => {
      const { reopen } = t.opened
      if (reopen === undefined) return
      await t.store.lease('epochs', 'a', NOW, 1000)
      expect(await (await reopen()).lease('epochs', 'b', NOW + 1, 1000)).toBe(false)
    })
  })

  describe('notes', () => {
    const t = eachWithStore(open)

    test('are replaced as a whole, each under its name, and are no settings', async () => {
      expect(await t.store.noted('anchoring')).toBeNull()
      await t.store.note('anchoring', '{"trouble":"fee_too_low"}')
      await t.store.note('anchoring', 'ü 🦭\n')
      await t.store.note('other', '')
      expect(await t.store.noted('anchoring')).toBe('ü 🦭\n')
      expect(await t.store.noted('other')).toBe('')
      expect(await t.store.setting('anchoring')).toBeNull()
      await t.store.settleSetting('origin', 'x')
      expect(await t.store.noted('origin')).toBeNull()
    })
  })
}
