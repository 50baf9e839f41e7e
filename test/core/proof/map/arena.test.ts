import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proveHead } from '../../../../core/proof/map/find.ts'
import { EMPTY } from '../../../../core/proof/map/keys.ts'
import { ArenaNodes } from '../../../../core/proof/map/nodes.ts'
import { updateMap } from '../../../../core/proof/map/update.ts'
import { anyHistory } from './arbitraries.ts'
import { KeptNodes } from './kept-nodes.ts'

const randomChanges = (count: number) => Array.from({ length: count }, () => ({ key: randomBytes(32), value: randomBytes(32) }))

describe('nodes in the arena', () => {
  it('are those of the newest map, no more and no fewer, and prove the same as a store', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async history => {
        const arena = new ArenaNodes()
        const kept = new KeptNodes()
        let root: Uint8Array = EMPTY
        for (const changes of history) {
          const update = await updateMap(root, changes, arena)
          expect(update).toEqual(await updateMap(root, changes, kept))
          arena.apply(update)
          kept.add(update.added)
          root = update.root
          expect(arena.size).toBe(kept.reachable(root).size)
          for (const { key } of changes) expect(await proveHead(root, key, arena)).toEqual(await proveHead(root, key, kept))
        }
      }),
    )
  })

  it('are found by the thousand, after as many were forgotten', async () => {
    const arena = new ArenaNodes()
    const kept = new KeptNodes()
    const changes = randomChanges(4000)
    let root: Uint8Array = EMPTY
    for (let round = 0; round < 6; round++) {
      const update = await updateMap(root, changes.map(({ key }) => ({ key, value: randomBytes(32) })).slice(round * 500), arena)
      arena.apply(update)
      kept.add(update.added)
      root = update.root
    }
    expect(arena.size).toBe(kept.reachable(root).size)
    for (const { key } of changes.slice(0, 300)) expect(await proveHead(root, key, arena)).toEqual(await proveHead(root, key, kept))
  })

  it('take less than 200 bytes an entry', async () => {
    const arena = new ArenaNodes()
    let root: Uint8Array = EMPTY
    for (let batch = 0; batch < 4; batch++) {
      const update = await updateMap(root, randomChanges(5000), arena)
      arena.apply(update)
      root = update.root
    }
    expect(arena.bytes / 20_000).toBeLessThan(200)
  })

  it('reject where one is missing', async () => {
    const arena = new ArenaNodes()
    await expect(arena.read([randomBytes(32)])).rejects.toThrow('the map has no node')
    await expect(arena.read([EMPTY])).rejects.toThrow('an empty map has no nodes')
    const { added } = await updateMap(EMPTY, randomChanges(2), arena)
    expect(() => arena.apply({ added: added.subarray(97), stale: new Uint8Array() })).toThrow('the map has no node')
  })
})
