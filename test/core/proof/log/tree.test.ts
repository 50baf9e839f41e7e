import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  completedBy,
  consistencyPath,
  inclusionPath,
  leafHash,
  rootFromPath,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../../core/proof/log/tree.ts'
import vectors from '../../../vectors/epochlog.json' with { type: 'json' }
import { logOf, treeHash } from './complete-tree.ts'

/** The reference tree that implementations of Certificate Transparency publish: its eight leaves, and the roots of its sizes. */
const CT_LEAVES = ['', '\x00', '\x10', ' !', '01', '@ABC', 'PQRSTUVW', '`abcdefghijklmno']
const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const CT_INCLUSION = [
  {
    index: 0,
    size: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    index: 5,
    size: 8,
    path: [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  { index: 2, size: 3, path: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'] },
  {
    index: 1,
    size: 5,
    path: [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
]
const CT_CONSISTENCY = [
  { first: 1, second: 1, path: [] },
  {
    first: 1,
    second: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    first: 6,
    second: 8,
    path: [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  {
    first: 2,
    second: 5,
    path: [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
]

describe('the reference tree of Certificate Transparency', () => {
  it.each(CT_ROOTS.map((root, size) => ({ root, size })))('has its published root at size $size', async ({ root, size }) => {
    expect(await rootOf(size, await logOf(CT_LEAVES))).toBe(root)
  })

  it.each(CT_INCLUSION)('has its published inclusion path of leaf $index at size $size', async ({ index, size, path }) => {
    expect(await inclusionPath(index, size, await logOf(CT_LEAVES))).toEqual(path)
    expect(rootFromPath(index, size, leafHash(CT_LEAVES[index] ?? ''), path)).toBe(CT_ROOTS[size])
  })

  it.each(CT_CONSISTENCY)('has its published consistency path from $first to $second', async ({ first, second, path }) => {
    expect(await consistencyPath(first, second, await logOf(CT_LEAVES))).toEqual(path)
    expect(verifyConsistency(first, second, CT_ROOTS[first] ?? '', CT_ROOTS[second] ?? '', path)).toBe(true)
  })
})

describe('paths that are made from complete subtrees', () => {
  it.each(vectors.inclusion)('are those of the shared vectors: leaf $index in the tree of $size', async ({ index, size, path }) => {
    expect(await inclusionPath(index, size, await logOf(vectors.records))).toEqual(path)
  })

  it.each(vectors.consistency)('are those of the shared vectors: from $first to $second', async ({ first, second, path }) => {
    expect(await consistencyPath(first, second, await logOf(vectors.records))).toEqual(path)
  })

  it.each(vectors.rootOfSize.map((root, size) => ({ root, size })))('give the root of size $size', async ({ root, size }) => {
    expect(await rootOf(size, await logOf(vectors.records))).toBe(root)
  })

  it('lead to the root that RFC 6962 defines, for every leaf of every size', async () => {
    const records = Array.from({ length: 70 }, (_, index) => `record ${index}`)
    const log = await logOf(records)
    for (let size = 1; size <= records.length; size++) {
      const root = treeHash(records.slice(0, size))
      expect(await rootOf(size, log)).toBe(root)
      for (const [index, record] of records.slice(0, size).entries())
        expect(verifyInclusion(index, size, leafHash(record), await inclusionPath(index, size, log), root)).toBe(true)
    }
  })

  it('show for any two sizes that the log was only appended to, and not with a hash changed, dropped or doubled', async () => {
    const records = Array.from({ length: 40 }, (_, index) => `record ${index}`)
    const log = await logOf(records)
    const anySizes = fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    await fc.assert(
      fc.asyncProperty(anySizes, fc.nat(), async ([first, second], at) => {
        const [firstRoot, secondRoot] = [treeHash(records.slice(0, first)), treeHash(records.slice(0, second))]
        const path = await consistencyPath(first, second, log)
        const holds = (changed: readonly string[]) => verifyConsistency(first, second, firstRoot, secondRoot, changed)
        expect(holds(path)).toBe(true)
        expect(holds([...path, firstRoot])).toBe(false)
        if (path.length === 0) return
        const index = at % path.length
        expect(holds(path.with(index, leafHash('other')))).toBe(false)
        expect(holds(path.toSpliced(index, 1))).toBe(false)
        expect(holds(path.toSpliced(index, 0, path[index] ?? ''))).toBe(false)
      }),
    )
  })

  it('need one read, whatever the size, up to the largest that there can be', async () => {
    const size = 2 ** 52 + 12_345
    let reads = 0
    const log = {
      read: async (positions: readonly { readonly level: number; readonly index: number }[]) => {
        reads++
        return positions.map(({ level, index }) => leafHash(`${level} ${index}`))
      },
    }
    const path = await inclusionPath(size - 1, size, log)
    const root = await rootOf(size, log)
    expect(reads).toBe(2)
    expect(rootFromPath(size - 1, size, leafHash(`0 ${size - 1}`), path)).toBe(root)
  })

  it('can not be made for what is not in the log', async () => {
    const log = await logOf(CT_LEAVES)
    await expect(inclusionPath(8, 8, log)).rejects.toThrow(RangeError)
    await expect(consistencyPath(8, 7, log)).rejects.toThrow(RangeError)
    expect(await consistencyPath(0, 8, log)).toEqual([])
  })

  it('a leaf completes one subtree for each 1 that its index ends with', async () => {
    const log = await logOf(CT_LEAVES)
    const completed = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(index => completedBy(index, leafHash(CT_LEAVES[index] ?? ''), log)))
    expect(completed.map(({ length }) => length)).toEqual([1, 2, 1, 3, 1, 2, 1, 4])
    expect(completed[7]?.[3]).toBe(CT_ROOTS[8])
  })
})
