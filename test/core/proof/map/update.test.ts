import { bytesToHex } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proveHead } from '../../../../core/proof/map/find.ts'
import { EMPTY } from '../../../../core/proof/map/keys.ts'
import { MAP_NODE_BYTES } from '../../../../core/proof/map/nodes.ts'
import { checkNonInclusion, rootFromInclusion } from '../../../../core/proof/map/prove.ts'
import { type MapChange, updateMap } from '../../../../core/proof/map/update.ts'
import { anyChange, anyHistory, anyKey, anyValue } from './arbitraries.ts'
import { hashesOf, KeptNodes } from './kept-nodes.ts'
import { referenceRoot } from './reference.ts'

/** Makes all changes of a history; gives the root and the entries after each batch. */
async function follow(history: readonly (readonly MapChange[])[]) {
  const nodes = new KeptNodes()
  const entries = new Map<string, MapChange>()
  let root: Uint8Array = EMPTY
  const states: { readonly root: Uint8Array; readonly entries: readonly MapChange[] }[] = []
  for (const changes of history) {
    const update = await updateMap(root, changes, nodes)
    nodes.add(update.added)
    root = update.root
    for (const change of changes) entries.set(bytesToHex(change.key), change)
    states.push({ root, entries: [...entries.values()] })
  }
  return { nodes, states }
}

describe('updates of the map of heads', () => {
  it('come to the root of a map that is built from nothing with the same entries', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async history => {
        const { states } = await follow(history)
        for (const { root, entries } of states) expect(bytesToHex(root)).toBe(referenceRoot(entries))
      }),
    )
  })

  it('come to the same root in any order and in any batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyChange, { selector: ({ key }) => bytesToHex(key), maxLength: 20 }),
        fc.nat(),
        async (changes, at) => {
          const turned = [...changes].reverse()
          const cut = changes.length === 0 ? 0 : at % changes.length
          const { states: atOnce } = await follow([changes])
          const { states: inParts } = await follow([turned.slice(0, cut), turned.slice(cut)])
          expect(bytesToHex(inParts.at(-1)?.root ?? EMPTY)).toBe(bytesToHex(atOnce.at(-1)?.root ?? EMPTY))
        },
      ),
    )
  })

  it('leave every older map as it was: all that was in it, and nothing else, can still be proven', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, anyKey, async (history, other) => {
        const { nodes, states } = await follow(history)
        for (const { root, entries } of states) {
          for (const { key, value } of entries) {
            const proof = await proveHead(root, key, nodes)
            expect(proof.leaf).toEqual({ key: bytesToHex(key), value: bytesToHex(value) })
            expect(rootFromInclusion(key, value, proof.siblings)).toBe(bytesToHex(root))
            expect(checkNonInclusion(key, proof, bytesToHex(root))).toBe(false)
          }
          const proof = await proveHead(root, other, nodes)
          const isThere = entries.some(({ key }) => bytesToHex(key) === bytesToHex(other))
          expect(checkNonInclusion(other, proof, bytesToHex(root))).toBe(!isThere)
        }
      }),
    )
  })

  it('name exactly the nodes that are new, children first, and those that are no longer there', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async history => {
        const nodes = new KeptNodes()
        let root: Uint8Array = EMPTY
        for (const changes of history) {
          const before = nodes.reachable(root)
          const update = await updateMap(root, changes, nodes)
          const added = hashesOf(update.added, MAP_NODE_BYTES)
          expect(orphans(update.added, before)).toEqual([])
          nodes.add(update.added)
          const after = nodes.reachable(update.root)
          expect([...added].sort()).toEqual([...after].filter(hash => !before.has(hash)).sort())
          expect([...hashesOf(update.stale, 32)].sort()).toEqual([...before].filter(hash => !after.has(hash)).sort())
          root = update.root
        }
      }),
    )
  })

  it('of what is so already add nothing and make nothing stale', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async history => {
        const { nodes, states } = await follow(history)
        for (const { root, entries } of states) {
          const update = await updateMap(root, entries, nodes)
          expect(update).toEqual({ root, added: new Uint8Array(), stale: new Uint8Array() })
        }
      }),
    )
  })

  it('take the last of several changes of one key', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyKey,
        fc.array(anyValue, { minLength: 1, maxLength: 5 }),
        fc.array(anyChange, { maxLength: 5 }),
        async (key, values, rest) => {
          const others = rest.filter(change => bytesToHex(change.key) !== bytesToHex(key))
          const { states } = await follow([[...others, ...values.map(value => ({ key, value }))]])
          const { states: expected } = await follow([[...others, { key, value: values.at(-1) ?? EMPTY }]])
          expect(states.at(-1)?.root).toEqual(expected.at(-1)?.root)
        },
      ),
    )
  })

  it('keep two keys apart that differ in their last bit alone', async () => {
    const key = new Uint8Array(32).fill(7)
    const twin = key.slice()
    twin[31] = 6
    const { nodes, states } = await follow([[{ key, value: key }], [{ key: twin, value: twin }]])
    const root = states.at(-1)?.root ?? EMPTY
    const { siblings, leaf } = await proveHead(root, twin, nodes)
    expect(siblings).toHaveLength(256)
    expect(siblings.slice(0, 255).every(sibling => sibling === null)).toBe(true)
    expect(leaf?.key).toBe(bytesToHex(twin))
  })

  it('ask the store once a depth, however many changes there are', async () => {
    const { nodes, states } = await follow([scattered(1000, 1)])
    nodes.reads = 0
    await updateMap(states.at(-1)?.root ?? EMPTY, scattered(500, 1), nodes)
    expect(nodes.reads).toBeLessThan(40)
  })

  it('pause again and again in long work, and not at all in short', async () => {
    let pauses = 0
    const pause = async () => {
      pauses++
    }
    await updateMap(EMPTY, scattered(20, 1), new KeptNodes(), pause)
    expect(pauses).toBe(0)
    await updateMap(EMPTY, scattered(20_000, 1), new KeptNodes(), pause)
    // Some 20,000 leaves and 29,000 inner nodes, each met in planning and in hashing.
    expect(pauses).toBeGreaterThan(80)
  })

  it('reject where a node is missing, and where a map is deeper than its keys', async () => {
    const key = new Uint8Array(32)
    await expect(updateMap(key.fill(1), [{ key, value: key }], new KeptNodes())).rejects.toThrow('no node')
    const endless = {
      read: async (hashes: readonly Uint8Array[]) => hashes.map(hash => ({ kind: 'inner', left: hash, right: hash }) as const),
    }
    await expect(updateMap(key, [{ key, value: key }], endless)).rejects.toThrow('below the last bit')
    await expect(proveHead(key, key, endless)).rejects.toThrow('below the last bit')
  })
})

/** Halves of packed inner nodes that are neither in a map (`before`) nor among the nodes in front of them. */
function orphans(packed: Uint8Array, before: ReadonlySet<string>): readonly string[] {
  const known = new Set(before).add(bytesToHex(EMPTY))
  return hashesOf(packed, MAP_NODE_BYTES).flatMap((hash, index) => {
    const node = packed.subarray(index * MAP_NODE_BYTES, (index + 1) * MAP_NODE_BYTES)
    known.add(hash)
    return node[32] === 3 ? hashesOf(node.subarray(33), 32).filter(half => !known.has(half)) : []
  })
}

/** Changes with evenly spread keys, the same for the same seed. */
function scattered(count: number, seed: number): readonly MapChange[] {
  let state = seed
  const bytes = () =>
    Uint8Array.from({ length: 32 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state >>> 24
    })
  return Array.from({ length: count }, () => ({ key: bytes(), value: bytes() }))
}
