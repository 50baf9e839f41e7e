import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proveHeads } from '../../../../core/proof/map/find.ts'
import { EMPTY } from '../../../../core/proof/map/keys.ts'
import { packSiblings, unpackSiblings } from '../../../../core/proof/map/packed-siblings.ts'
import { checkInclusion, checkNonInclusion } from '../../../../core/proof/map/prove.ts'
import { type MapChange, updateMap } from '../../../../core/proof/map/update.ts'
import { anyChange, anyKey } from './arbitraries.ts'
import { KeptNodes } from './kept-nodes.ts'

async function mapOf(entries: readonly MapChange[]) {
  const nodes = new KeptNodes()
  const { root, added } = await updateMap(EMPTY, entries, nodes)
  nodes.add(added)
  nodes.reads = 0
  return { nodes, root }
}

function scattered(count: number): readonly MapChange[] {
  return Array.from({ length: count }, (_, n) => {
    const key = sha256(utf8ToBytes(String(n)))
    return { key, value: key }
  })
}

describe('paths of many keys', () => {
  it('are given in the order of the keys, each proving that its key is in the map, or that it isn’t', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyChange, { maxLength: 20 }), fc.array(anyKey, { maxLength: 10 }), async (entries, others) => {
        const { nodes, root } = await mapOf(entries)
        const values = new Map(entries.map(({ key, value }) => [bytesToHex(key), value]))
        // Keys of the map, those that may not be in it, and some of each twice.
        const keys = [...entries.map(({ key }) => key), ...others, ...entries.map(({ key }) => key), ...others]
        const proofs = await proveHeads(root, keys, nodes)
        expect(proofs).toHaveLength(keys.length)
        for (const [place, key] of keys.entries()) {
          const value = values.get(bytesToHex(key))
          const { siblings, leaf } = proofs[place] ?? { siblings: [], leaf: null }
          if (value === undefined) expect(checkNonInclusion(key, { siblings, leaf }, bytesToHex(root))).toBe(true)
          else {
            expect(leaf).toEqual({ key: bytesToHex(key), value: bytesToHex(value) })
            expect(checkInclusion(key, value, siblings, bytesToHex(root))).toBe(true)
          }
        }
      }),
    )
  })

  it('ask the store once a depth, and for each node once', async () => {
    const entries = scattered(1000)
    const { nodes, root } = await mapOf(entries)
    const asked: string[] = []
    const read: KeptNodes['read'] = hashes => {
      asked.push(...hashes.map(bytesToHex))
      return nodes.read(hashes)
    }
    await proveHeads(
      root,
      entries.map(({ key }) => key),
      { read },
    )
    expect(nodes.reads).toBeLessThan(40)
    expect(asked.length).toBe(new Set(asked).size)
  })

  it('pause again and again where they are many, and not at all where they are few', async () => {
    const entries = scattered(5000)
    const { nodes, root } = await mapOf(entries)
    let pauses = 0
    const pause = async () => {
      pauses++
    }
    const keys = entries.map(({ key }) => key)
    await proveHeads(root, keys.slice(0, 20), nodes, pause)
    expect(pauses).toBe(0)
    await proveHeads(root, keys, nodes, pause)
    // At least twelve levels of 5,000 steps.
    expect(pauses).toBeGreaterThan(40)
  })

  it('lead nowhere in an empty map, and aren’t there where a node is missing', async () => {
    const key = new Uint8Array(32).fill(7)
    expect(await proveHeads(EMPTY, [key], new KeptNodes())).toEqual([{ siblings: [], leaf: null }])
    expect(await proveHeads(key, [], new KeptNodes())).toEqual([])
    await expect(proveHeads(key, [key], new KeptNodes())).rejects.toThrow('no node')
  })
})

describe('packed siblings', () => {
  const anySibling = fc.option(
    fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .filter(bytes => bytes.some(byte => byte !== 0))
      .map(bytesToHex),
  )

  it('are the same ones when they are unpacked, in 32 bytes each', () => {
    fc.assert(
      fc.property(fc.array(anySibling, { maxLength: 256 }), siblings => {
        const packed = packSiblings(siblings)
        expect(packed).toHaveLength(32 * siblings.length)
        expect(unpackSiblings(packed)).toEqual(siblings)
      }),
    )
  })

  it('that were cut prove nothing', () => {
    const cut = packSiblings(['ab'.repeat(32), 'cd'.repeat(32)]).subarray(0, 50)
    expect(unpackSiblings(cut)).toHaveLength(2)
    expect(checkInclusion(new Uint8Array(32), new Uint8Array(32), unpackSiblings(cut), 'ef'.repeat(32))).toBe(false)
  })
})
