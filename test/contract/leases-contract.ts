import { describe, expect, test } from 'vitest'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

export function describeLeases(open: OpenStore): void {
  describe('leases', () => {
    const t = eachWithStore(open)
    const mark = (holder: string, renewal = `first of ${holder}`) => ({ holder, renewal })

    test('are given to one of several who ask at once', async () => {
      const holders = Array.from({ length: 20 }, (_, i) => `holder ${i}`)
      const granted = await Promise.all(holders.map(holder => t.store.lease('epochs', null, mark(holder))))
      expect(granted.filter(isGranted => isGranted)).toHaveLength(1)
      const winner = holders[granted.indexOf(true)] ?? ''
      expect(await t.store.leased('epochs')).toEqual(mark(winner))
      for (const holder of holders) expect(await t.store.lease('epochs', null, mark(holder))).toBe(false)
    })

    test('are renewed upon the renewal that was seen, and upon no other', async () => {
      await t.store.lease('epochs', null, mark('a'))
      expect(await t.store.lease('epochs', 'first of a', mark('a', 'second'))).toBe(true)
      expect(await t.store.lease('epochs', 'first of a', mark('a', 'third'))).toBe(false)
      expect(await t.store.leased('epochs')).toEqual(mark('a', 'second'))
    })

    test('are taken over from a renewal that stands still, by one of several who ask at once', async () => {
      await t.store.lease('epochs', null, mark('gone'))
      const holders = ['a', 'b', 'c', 'd']
      const granted = await Promise.all(holders.map(holder => t.store.lease('epochs', 'first of gone', mark(holder))))
      expect(granted.filter(isGranted => isGranted)).toHaveLength(1)
      expect(await t.store.leased('epochs')).toEqual(mark(holders[granted.indexOf(true)] ?? ''))
    })

    test('go to nobody upon a renewal that is over, or that there never was', async () => {
      expect(await t.store.lease('epochs', 'of nobody', mark('a'))).toBe(false)
      expect(await t.store.leased('epochs')).toBeNull()
      await t.store.lease('epochs', null, mark('a'))
      await t.store.lease('epochs', 'first of a', mark('b'))
      expect(await t.store.lease('epochs', 'first of a', mark('a', 'back'))).toBe(false)
      expect(await t.store.leased('epochs')).toEqual(mark('b'))
    })

    test('are given back by their holder alone', async () => {
      await t.store.lease('epochs', null, mark('a'))
      await t.store.endLease('epochs', 'b')
      expect(await t.store.leased('epochs')).toEqual(mark('a'))
      await t.store.endLease('epochs', 'a')
      await t.store.endLease('epochs', 'a')
      expect(await t.store.leased('epochs')).toBeNull()
      expect(await t.store.lease('epochs', null, mark('b'))).toBe(true)
    })

    test('of different names know nothing of each other', async () => {
      expect(await t.store.lease('epochs', null, mark('a'))).toBe(true)
      expect(await t.store.lease('anchors', null, mark('b'))).toBe(true)
      await t.store.endLease('anchors', 'b')
      expect([await t.store.leased('epochs'), await t.store.leased('anchors')]).toEqual([mark('a'), null])
    })

    test('outlive the process that holds them', async () => {
      const { reopen } = t.opened
      if (reopen === undefined) return
      await t.store.lease('epochs', null, mark('a'))
      expect(await (await reopen()).leased('epochs')).toEqual(mark('a'))
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
