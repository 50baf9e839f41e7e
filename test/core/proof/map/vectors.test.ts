import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { proveHead } from '../../../../core/proof/map/find.ts'
import { EMPTY, headValue, leafHash, mapKey } from '../../../../core/proof/map/keys.ts'
import { ArenaNodes } from '../../../../core/proof/map/nodes.ts'
import { checkNonInclusion, MapProofError, rootFromInclusion } from '../../../../core/proof/map/prove.ts'
import { mapRoot } from '../../../../core/proof/map/root.ts'
import { updateMap } from '../../../../core/proof/map/update.ts'
import vectors from '../../../vectors/map.json' with { type: 'json' }

type VectorHead = { readonly type: string; readonly id: string; readonly version: number; readonly hash: string }

const changeOf = (head: VectorHead) => ({ key: mapKey(head), value: headValue(head, head.version, head.hash) })

/** The map of one of the sets, and its root. */
async function mapOf(name: string) {
  const nodes = new ArenaNodes()
  const heads: readonly VectorHead[] = vectors.sets.find(set => set.name === name)?.heads ?? []
  const update = await updateMap(EMPTY, heads.map(changeOf), nodes)
  nodes.apply(update)
  return { root: update.root, nodes }
}

/** The root that a proof leads to, or the rule that it breaks. */
function outcome(head: VectorHead, siblings: unknown): string {
  try {
    return rootFromInclusion(mapKey(head), headValue(head, head.version, head.hash), siblings)
  } catch (error) {
    if (error instanceof MapProofError) return error.rule
    throw error
  }
}

describe('the shared vectors of the map of heads', () => {
  describe.each(vectors.sets)('give for the set "$name"', ({ name, heads, root }) => {
    it('the root, from the heads alone and in the reverse order', () => {
      const aggregates = heads.map(({ type, id, version, hash }) => ({ aggregate: { type, id }, version, hash }))
      expect(mapRoot(aggregates)).toBe(root)
      expect(mapRoot(aggregates.reverse())).toBe(root)
    })

    it('the root, by updates at once and one by one', async () => {
      expect(bytesToHex((await mapOf(name)).root)).toBe(root)
      const nodes = new ArenaNodes()
      let last: Uint8Array = EMPTY
      for (const head of [...heads].reverse()) {
        const update = await updateMap(last, [changeOf(head)], nodes)
        nodes.apply(update)
        last = update.root
      }
      expect(bytesToHex(last)).toBe(root)
    })
  })

  it.each(vectors.sets.filter(({ entries }) => entries !== undefined))(
    'give keys, values and leaves of the set "$name"',
    ({ heads, entries }) => {
      const computed = heads.map(changeOf).map(({ key, value }) => ({ key, value, leaf: leafHash(key, value) }))
      expect(computed.map(({ key, value, leaf }) => ({ key: bytesToHex(key), value: bytesToHex(value), leaf: bytesToHex(leaf) }))).toEqual(
        entries,
      )
    },
  )

  it.each(vectors.inclusion)('prove $type $id in the set "$set"', async head => {
    expect(outcome(head, head.siblings)).toBe(head.root)
    const { root, nodes } = await mapOf(head.set)
    const { key, value } = changeOf(head)
    expect(await proveHead(root, key, nodes)).toEqual({
      siblings: head.siblings,
      leaf: { key: bytesToHex(key), value: bytesToHex(value) },
    })
  })

  it.each(vectors.nonInclusion)('prove that $type $id is not in the set "$set" ($kind)', async proof => {
    expect(bytesToHex(mapKey(proof))).toBe(proof.key)
    expect(checkNonInclusion(mapKey(proof), proof, proof.root)).toBe(true)
    const { root, nodes } = await mapOf(proof.set)
    expect(await proveHead(root, mapKey(proof), nodes)).toEqual({ siblings: proof.siblings, leaf: proof.leaf })
  })

  it.each(vectors.badInclusion)('refuse as inclusion: $name', ({ siblings, root, ...head }) => {
    expect(outcome(head, siblings)).not.toBe(root)
  })

  it.each(vectors.badNonInclusion)('refuse as non-inclusion: $name', ({ key, siblings, leaf, root }) => {
    expect(checkNonInclusion(hexToBytes(key), { siblings, leaf }, root)).toBe(false)
  })
})
