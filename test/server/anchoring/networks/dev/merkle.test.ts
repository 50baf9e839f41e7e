import { MerklePath } from '@bsv/sdk'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../../../core/events/hash.ts'
import { parseMerklePath, merkleRoot as rootOfPath } from '../../../../../core/proof/bitcoin/merkle-path.ts'
import { merklePath, merkleRoot } from '../../../../../server/anchoring/networks/dev/merkle.ts'

const txids = (count: number) => Array.from({ length: count }, (_, n) => sha256Hex(`transaction ${n}`))

describe('a block’s Merkle tree', () => {
  it('has the root of a block that everybody knows', () => {
    // Block 100,000 of the main network.
    const four = [
      '8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87',
      'fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4',
      '6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4',
      'e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d',
    ]
    expect(merkleRoot(four)).toBe('f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766')
  })

  it.each([2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 17, 33])('of %i transactions has a path from each to the root', count => {
    const ids = txids(count)
    const root = merkleRoot(ids)
    for (const [index, txid] of ids.entries()) {
      const path = merklePath(ids, index, 1000)
      expect(MerklePath.fromHex(path).computeRoot(txid)).toBe(root)
      const parsed = parseMerklePath(path, txid)
      expect(parsed).toMatchObject({ index, height: 1000 })
      expect(rootOfPath(parsed)).toBe(root)
    }
  })

  it('of one transaction is that transaction', () => {
    const [txid = ''] = txids(1)
    expect(merkleRoot([txid])).toBe(txid)
    expect(MerklePath.fromHex(merklePath([txid], 0, 5)).computeRoot(txid)).toBe(txid)
  })

  it('of none is no block', () => {
    expect(() => merkleRoot([])).toThrow(RangeError)
  })
})
