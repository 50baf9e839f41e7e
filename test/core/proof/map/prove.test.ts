import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { EMPTY, innerHash, leafHash } from '../../../../core/proof/map/keys.ts'
import { checkNonInclusion, MapProofError, rootFromInclusion } from '../../../../core/proof/map/prove.ts'

const key = new Uint8Array(32).fill(0x0f)
const value = new Uint8Array(32).fill(1)
const hash = 'ab'.repeat(32)

describe('a proof of inclusion', () => {
  it.each([
    { siblings: 'none', message: 'the siblings are not a list' },
    { siblings: [hash, 7], message: 'a sibling is neither 64 hex digits nor null' },
    { siblings: [undefined, hash], message: 'a sibling is neither 64 hex digits nor null' },
    { siblings: [hash.toUpperCase()], message: 'a sibling is neither 64 hex digits nor null' },
    { siblings: [bytesToHex(EMPTY), hash], message: 'an empty sibling is written out as zeros' },
    { siblings: [hash, null], message: 'the deepest sibling is empty: the path would end one level higher' },
    { siblings: new Array(257).fill(hash), message: 'there are more than 256 siblings' },
  ])('is refused with the rule that it breaks: $message', ({ siblings, message }) => {
    expect(() => rootFromInclusion(key, value, siblings)).toThrow(new MapProofError('siblings', message))
  })

  it('puts each sibling on the side that the key is not on, the deepest first', () => {
    const sibling = new Uint8Array(32).fill(0xab)
    // The first bits of the key are 0 0 0 0 1.
    const deepest = innerHash(sibling, leafHash(key, value))
    const root = innerHash(innerHash(innerHash(innerHash(deepest, EMPTY), EMPTY), EMPTY), sibling)
    expect(rootFromInclusion(key, value, [hash, null, null, null, hash])).toBe(bytesToHex(root))
  })
})

describe('a proof of non-inclusion', () => {
  it('is refused with a leaf that is not written as hashes', () => {
    const leaf = { key: '0F'.repeat(32), value: bytesToHex(value) }
    expect(checkNonInclusion(value, { siblings: [], leaf }, bytesToHex(leafHash(key, value)))).toBe(false)
    expect(checkNonInclusion(value, { siblings: [], leaf: { ...leaf, key: bytesToHex(key) } }, bytesToHex(leafHash(key, value)))).toBe(true)
  })
})
