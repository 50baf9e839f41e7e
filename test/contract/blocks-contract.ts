import { describe, expect, test } from 'vitest'
import { keptHeader } from './proof-samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

const chain = (from: number, to: number, branch?: string) => Array.from({ length: to - from + 1 }, (_, i) => keptHeader(from + i, branch))

export function describeBlocks(open: OpenStore): void {
  describe('block headers', () => {
    const t = eachWithStore(open)

    test('are none at first', async () => {
      expect(await t.store.blocks.tip()).toBeNull()
      expect(await t.store.blocks.from(0, 10)).toEqual([])
      expect(await t.store.blocks.byHash(keptHeader(1).hash)).toBeNull()
    })

    test('begin at any height, and are found by height and by hash', async () => {
      await t.store.blocks.replace(chain(800_000, 800_004))
      expect(await t.store.blocks.tip()).toEqual(keptHeader(800_004))
      expect(await t.store.blocks.from(800_001, 2)).toEqual(chain(800_001, 800_002))
      expect(await t.store.blocks.from(0, 2000)).toEqual(chain(800_000, 800_004))
      expect(await t.store.blocks.from(800_005, 10)).toEqual([])
      expect(await t.store.blocks.byHash(keptHeader(800_002).hash)).toEqual(keptHeader(800_002))
      expect(await t.store.blocks.byHash(keptHeader(800_002, 'other').hash)).toBeNull()
    })

    test('are added at the end', async () => {
      await t.store.blocks.replace(chain(1, 3))
      await t.store.blocks.replace(chain(4, 4))
      await t.store.blocks.replace([])
      expect(await t.store.blocks.from(0, 10)).toEqual(chain(1, 4))
    })

    test('take the place of all at and above the first one’s height, also where they are fewer', async () => {
      await t.store.blocks.replace(chain(1, 6))
      await t.store.blocks.replace(chain(4, 5, 'other'))
      expect(await t.store.blocks.tip()).toEqual(keptHeader(5, 'other'))
      expect(await t.store.blocks.from(0, 10)).toEqual([...chain(1, 3), ...chain(4, 5, 'other')])
      for (const gone of chain(4, 6)) expect(await t.store.blocks.byHash(gone.hash)).toBeNull()
      await t.store.blocks.replace(chain(2, 7))
      expect(await t.store.blocks.from(0, 10)).toEqual(chain(1, 7))
      await t.store.blocks.replace(chain(1, 7))
      expect(await t.store.blocks.from(0, 10)).toEqual(chain(1, 7))
    })

    test('stay as they are where the tip is another one than they were compared with', async () => {
      expect(await t.store.blocks.replace(chain(1, 3), keptHeader(9).hash)).toBe(false)
      expect(await t.store.blocks.tip()).toBeNull()
      expect(await t.store.blocks.replace(chain(1, 3), null)).toBe(true)
      expect(await t.store.blocks.replace(chain(1, 1), null)).toBe(false)
      expect(await t.store.blocks.replace(chain(5, 6), keptHeader(4).hash)).toBe(false)
      expect(await t.store.blocks.from(0, 10)).toEqual(chain(1, 3))
      expect(await t.store.blocks.replace(chain(3, 5, 'other'), keptHeader(3).hash)).toBe(true)
      expect(await t.store.blocks.replace(chain(4, 4), keptHeader(3).hash)).toBe(false)
      expect(await t.store.blocks.from(0, 10)).toEqual([...chain(1, 2), ...chain(3, 5, 'other')])
    })

    test('can be forgotten, and begin anew at a lower height', async () => {
      await t.store.blocks.replace(chain(800_000, 800_004))
      await t.store.blocks.clear()
      expect(await t.store.blocks.tip()).toBeNull()
      expect(await t.store.blocks.byHash(keptHeader(800_002).hash)).toBeNull()
      await t.store.blocks.replace(chain(1, 2))
      expect(await t.store.blocks.from(0, 10)).toEqual(chain(1, 2))
    })

    test('can be many at once, and all take their place or none: who looks meanwhile finds a chain without a gap', async () => {
      await t.store.blocks.replace(chain(1, 2000))
      const replaced = t.store.blocks.replace(chain(1001, 1900, 'other'))
      for (let i = 0; i < 20; i++) {
        const found = await t.store.blocks.from(0, 2000)
        expect([2000, 1900]).toContain(found.length)
        expect(found.every(({ height }, at) => height === at + 1)).toBe(true)
      }
      await replaced
      expect(await t.store.blocks.from(1000, 1000)).toEqual([keptHeader(1000), ...chain(1001, 1900, 'other')])
    })

    test('are still there when the store is opened again', async () => {
      const { reopen } = t.opened
      if (reopen === undefined) return
      await t.store.blocks.replace(chain(10, 12))
      expect(await (await reopen()).blocks.from(0, 10)).toEqual(chain(10, 12))
    })
  })
}
